import { createHash, randomUUID } from "node:crypto";
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import {
  type Head,
  LEASE_MS,
  type Ledger,
  REMEMBERED_FOR_SECONDS,
  type ResourceKey,
  type VersionKey,
} from "./ledger.ts";

/** Where the ledger is kept: a table with the string keys `pk` and `sk` and the TTL attribute `expiresAt`. */
export interface DynamodbLedgerOptions {
  readonly table: string;
  readonly client?: DynamoDBClient;
  readonly now?: () => number;
  readonly newFence?: () => string;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

/** Heads of one type are spread over that many partitions, so that no type is bound to what one partition can take. */
const SHARDS = 16;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH_KEYS = 100;
const ROUNDS = 8;
/** The longest pause before the second round; it doubles with every round. */
const PAUSE_MS = 25;

type Item = Record<string, AttributeValue>;

/** The ledger in a DynamoDB table: one conditional write each to claim and confirm a version and to move a head. */
export function dynamodbLedger(options: DynamodbLedgerOptions): Ledger {
  const { table: TableName, now = Date.now, newFence = randomUUID, client = new DynamoDBClient({}) } = options;
  const { sleep = wait, random = Math.random } = options;
  const expiresAt = () => ({ N: String(Math.ceil(now() / 1000) + REMEMBERED_FOR_SECONDS) });

  return {
    async heads(keys) {
      const found = new Map<string, Head>();
      for (let from = 0; from < keys.length; from += BATCH_KEYS) {
        const wanted = new Map(keys.slice(from, from + BATCH_KEYS).map(key => [nameOf(headKey(key)), headKey(key)]));
        for (const item of await batchGet([...wanted.values()])) found.set(nameOf(item), readHead(item));
      }
      return keys.map(key => found.get(nameOf(headKey(key))));
    },

    async claim(version, { eventId, origin }) {
      const fence = newFence();
      const write = new PutItemCommand({
        TableName,
        Item: {
          ...versionKey(version),
          state: { S: "claimed" },
          fence: { S: fence },
          leaseUntil: { N: String(now() + LEASE_MS) },
          eventId: { S: eventId },
          origin: { S: origin },
          expiresAt: expiresAt(),
        },
        ConditionExpression: "attribute_not_exists(pk) OR (#state = :claimed AND #leaseUntil <= :now)",
        ExpressionAttributeNames: { "#state": "state", "#leaseUntil": "leaseUntil" },
        ExpressionAttributeValues: { ":claimed": { S: "claimed" }, ":now": { N: String(now()) } },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      const held = await unless(write);
      if (held === undefined) return { outcome: "claimed", fence };
      if (held.state?.S === "published") return { outcome: "published" };
      // The client repeats a write whose answer was lost, and then meets its own claim.
      if (held.fence?.S === fence) return { outcome: "claimed", fence };
      return { outcome: "held", until: Number(held.leaseUntil?.N ?? now() + LEASE_MS) };
    },

    async confirm(version, fence) {
      const write = new UpdateItemCommand({
        TableName,
        Key: versionKey(version),
        UpdateExpression: "SET #state = :published, publishedAt = :at, expiresAt = :expiresAt REMOVE leaseUntil",
        ConditionExpression: "#state = :claimed AND fence = :fence",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":published": { S: "published" },
          ":claimed": { S: "claimed" },
          ":fence": { S: fence },
          ":at": { S: new Date(now()).toISOString() },
          ":expiresAt": expiresAt(),
        },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      const held = await unless(write);
      return held === undefined || (held.state?.S === "published" && held.fence?.S === fence);
    },

    async advance(key, head) {
      await unless(
        new PutItemCommand({
          TableName,
          Item: { ...headKey(key), id: { S: key.id }, ...marshall(head, { removeUndefinedValues: true }) },
          ConditionExpression: "attribute_not_exists(pk) OR versionId < :versionId",
          ExpressionAttributeValues: { ":versionId": { N: String(head.versionId) } },
        }),
      );
    },

    async *list(datastoreId, resourceType, after) {
      const { shard: first, place: last } = placeAfter(after);
      for (let shard = first; shard < SHARDS; shard++) {
        const from = shard === first ? last : undefined;
        const pages = paginateQuery(
          { client },
          {
            TableName,
            ConsistentRead: true,
            KeyConditionExpression: from === undefined ? "pk = :pk" : "pk = :pk AND sk > :after",
            ExpressionAttributeValues: {
              ":pk": { S: headPartition(datastoreId, resourceType, shard) },
              ...(from !== undefined && { ":after": { S: from } }),
            },
          },
        );
        for await (const { Items = [] } of pages)
          for (const item of Items)
            yield { id: item.id?.S ?? "", head: readHead(item), cursor: `${shard}/${item.sk?.S}` };
      }
    },
  };

  /** What stands there already when the condition does not hold. */
  async function unless(write: PutItemCommand | UpdateItemCommand): Promise<Item | undefined> {
    try {
      await client.send(write as PutItemCommand);
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
      throw error;
    }
  }

  async function batchGet(keys: readonly Item[]): Promise<Item[]> {
    const items: Item[] = [];
    let left = keys;
    for (let round = 0; left.length > 0; round++) {
      if (round === ROUNDS) throw new Error(`DynamoDB left ${left.length} keys unprocessed after ${ROUNDS} attempts.`);
      if (round > 0) await sleep(random() * PAUSE_MS * 2 ** round);
      const request = { [TableName]: { Keys: [...left], ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems: request }));
      items.push(...(Responses?.[TableName] ?? []));
      left = UnprocessedKeys?.[TableName]?.Keys ?? [];
    }
    return items;
  }
}

function versionKey({ datastoreId, resourceType, id, versionId, op }: VersionKey): Item {
  return {
    pk: { S: `${datastoreId}/${resourceType}/${id}` },
    sk: { S: `${String(versionId).padStart(40, "0")}/${op}` },
  };
}

/** In the order of hashes: a place in a list is shown to operators, and an id may be sensitive. */
function headKey({ datastoreId, resourceType, id }: ResourceKey): Item {
  const digest = createHash("sha256").update(id).digest();
  const shard = (digest[0] ?? 0) % SHARDS;
  return { pk: { S: headPartition(datastoreId, resourceType, shard) }, sk: { S: digest.toString("hex") } };
}

function headPartition(datastoreId: string, resourceType: string, shard: number): string {
  return `HEADS/${datastoreId}/${resourceType}/${shard}`;
}

/** Where a list goes on after a cursor. */
function placeAfter(cursor: string | undefined): { readonly shard: number; readonly place?: string } {
  const [, shard, place] = /^(\d{1,2})\/([0-9a-f]+)$/.exec(cursor ?? "") ?? [];
  return shard === undefined || place === undefined ? { shard: 0 } : { shard: Number(shard), place };
}

function nameOf({ pk, sk }: Item): string {
  return `${pk?.S}|${sk?.S}`;
}

function readHead(item: Item): Head {
  const { pk: _pk, sk: _sk, id: _id, ...head } = unmarshall(item);
  return head as Head;
}

const wait = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));
