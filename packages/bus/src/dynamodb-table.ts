import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
} from "@aws-sdk/client-dynamodb-streams";
import { clientSettings } from "@tributary/delivery/client-settings";
import { getItems } from "@tributary/delivery/get-items";
import type { DynamodbItem } from "@tributary/delivery/item-key";
import type { ComparedTable, WireItem } from "./compared-table.ts";

/** The table, its stream, and the names of its key attributes. */
export interface DynamodbTableOptions {
  readonly table: string;
  readonly streamArn: string;
  readonly keyNames: readonly string[];
  readonly client?: DynamoDBClient;
  readonly streams?: DynamoDBStreamsClient;
  readonly now?: () => number;
}

/**
 * An open shard has no end that could be met, and an answer may be empty before it: so many in a row are taken for the end.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html (not tried on an account)
 */
const EMPTY_READS = 3;

/** The stream could not be read to its end in time, so a pending change cannot be told from a missing one. */
export class StreamUnreadError extends Error {
  override readonly name = "StreamUnreadError";
}

/** A `ComparedTable` on a DynamoDB table with a stream. */
export function dynamodbTable(options: DynamodbTableOptions): ComparedTable {
  const { table: TableName, streamArn, keyNames, client = new DynamoDBClient(clientSettings) } = options;
  const { streams = new DynamoDBStreamsClient(clientSettings), now = Date.now } = options;
  const keyOf = (item: WireItem) => Object.fromEntries(keyNames.map(name => [name, item[name]]));
  const nameOf = (item: WireItem) => JSON.stringify(keyNames.map(name => item[name]));

  return {
    streamArn,
    keyOf,

    async page(Limit, after) {
      const start = after === undefined ? {} : { ExclusiveStartKey: fromWire(JSON.parse(after)) };
      const scan = new ScanCommand({ TableName, Limit, ConsistentRead: true, ...start });
      const { Items = [], LastEvaluatedKey } = await client.send(scan);
      const next = LastEvaluatedKey && JSON.stringify(toWire(LastEvaluatedKey));
      return { items: Items.map(toWire), ...(next !== undefined && { next }) };
    },

    async get(keys) {
      const items = await getItems(
        TableName,
        keys.map(key => fromWire(keyOf(key))),
        { client },
      );
      return items.map(item => item && toWire(item));
    },

    async inStream(keys, { since, deadline }) {
      const wanted = new Set(keys.map(nameOf));
      const seen = new Set<string>();
      await Promise.all(
        (await shards()).map(async shard => {
          for await (const { dynamodb } of records(shard, deadline)) {
            if ((dynamodb?.ApproximateCreationDateTime?.getTime() ?? since) < since) continue;
            const name = nameOf(toWire((dynamodb?.Keys ?? {}) as DynamodbItem));
            if (wanted.has(name)) seen.add(name);
          }
        }),
      );
      return keys.map(key => seen.has(nameOf(key)));
    },
  };

  async function shards(): Promise<Shard[]> {
    const all: Shard[] = [];
    for (let after: string | undefined; ; ) {
      const start = after === undefined ? {} : { ExclusiveStartShardId: after };
      const described = await streams.send(new DescribeStreamCommand({ StreamArn: streamArn, ...start }));
      all.push(...(described.StreamDescription?.Shards ?? []));
      after = described.StreamDescription?.LastEvaluatedShardId;
      if (after === undefined) return all;
    }
  }

  async function* records({ ShardId }: Shard, deadline: number): AsyncGenerator<_Record> {
    const from = { StreamArn: streamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" } as const;
    let iterator = (await streams.send(new GetShardIteratorCommand(from))).ShardIterator;
    for (let empty = 0; iterator !== undefined && empty < EMPTY_READS; ) {
      if (now() >= deadline) throw new StreamUnreadError("The stream was not read to its end in time.");
      const { Records = [], NextShardIterator } = await streams.send(
        new GetRecordsCommand({ ShardIterator: iterator }),
      );
      yield* Records;
      empty = Records.length === 0 ? empty + 1 : 0;
      iterator = NextShardIterator;
    }
  }
}

/** The client has binary as bytes, a stream's record as base64. */
function toWire(item: DynamodbItem): WireItem {
  return withText(item) as WireItem;
}

function withText(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(withText);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withText(inner)]));
}

/** Of keys alone, which hold no more than text, numbers and binary. */
function fromWire(key: WireItem): DynamodbItem {
  return Object.fromEntries(
    Object.entries(key as DynamodbItem).map(([name, value]) => [
      name,
      value.B === undefined ? value : { B: Buffer.from(value.B as unknown as string, "base64") },
    ]),
  );
}
