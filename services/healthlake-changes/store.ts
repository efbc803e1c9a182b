import { createHash, randomUUID } from "node:crypto";
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { batchGet } from "@tributary/delivery/batch-get";
import { type Head, LEASE_MS, type Ledger, REMEMBERED_FOR_SECONDS, type ResourceKey } from "./ledger.ts";

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

/** Rows of one type are spread over that many partitions, so that no type is bound to what one partition can take. */
const SHARDS = 16;

type Item = Record<string, AttributeValue>;

/** The ledger in a DynamoDB table: a row a resource, and one conditional write each to claim and to confirm. */
export function dynamodbLedger(options: DynamodbLedgerOptions): Ledger {
  const { table: TableName, now = Date.now, newFence = randomUUID, client = new DynamoDBClient({}) } = options;

  return {
    async heads(keys) {
      const wanted = new Map(keys.map(key => [nameOf(rowKey(key)), rowKey(key)]));
      const items = await batchGet(TableName, [...wanted.values()], { ...options, client });
      const found = new Map(items.map(item => [nameOf(item), readHead(item)]));
      return keys.map(key => found.get(nameOf(rowKey(key))));
    },

    async claim(key, head) {
      const fence = newFence();
      const time = now();
      const write = new PutItemCommand({
        TableName,
        Item: {
          ...rowKey(key),
          id: { S: key.id },
          ...marshall(head ?? {}, { removeUndefinedValues: true }),
          fence: { S: fence },
          leaseUntil: { N: String(time + LEASE_MS) },
          // What was claimed and never published is forgotten; heads are kept for ever.
          ...(!head && { expiresAt: { N: String(Math.ceil(time / 1000) + REMEMBERED_FOR_SECONDS) } }),
        },
        ConditionExpression: `${head ? "versionId = :head" : "attribute_not_exists(versionId)"} AND (attribute_not_exists(leaseUntil) OR leaseUntil <= :now)`,
        ExpressionAttributeValues: {
          ":now": { N: String(time) },
          ...(head && { ":head": { N: String(head.versionId) } }),
        },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      const found = await unless(write);
      if (found === undefined) return { outcome: "claimed", fence };
      if (readHead(found)?.versionId !== head?.versionId) return { outcome: "moved" };
      // The client repeats a write whose answer was lost, and then meets its own claim.
      if (found.fence?.S === fence) return { outcome: "claimed", fence };
      return { outcome: "held", until: Number(found.leaseUntil?.N ?? time + LEASE_MS) };
    },

    async confirm(key, fence, reached) {
      const { provenance, ...told } = reached;
      const write = new UpdateItemCommand({
        TableName,
        Key: rowKey(key),
        UpdateExpression: `SET versionId = :versionId, deleted = :deleted, lastUpdated = :lastUpdated${
          provenance ? ", provenance = :provenance" : ""
        } REMOVE leaseUntil, expiresAt${provenance ? "" : ", provenance"}`,
        ConditionExpression: "fence = :fence AND attribute_exists(leaseUntil)",
        ExpressionAttributeValues: marshall(
          {
            ":fence": fence,
            ":versionId": told.versionId,
            ":deleted": told.deleted,
            ":lastUpdated": told.lastUpdated,
            ":provenance": provenance,
          },
          { removeUndefinedValues: true },
        ),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      const found = await unless(write);
      // A repeated confirmation, whose first answer was lost, finds what it wrote.
      return found === undefined || (found.fence?.S === fence && found.leaseUntil === undefined);
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
          for (const item of Items) {
            const head = readHead(item);
            if (head) yield { id: item.id?.S ?? "", head, cursor: `${shard}/${item.sk?.S}` };
          }
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
}

/** In the order of hashes: a place in a list is shown to operators, and an id may be sensitive. */
function rowKey({ datastoreId, resourceType, id }: ResourceKey): Item {
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

/** Undefined where the resource was claimed, and nothing is published yet. */
function readHead(item: Item): Head | undefined {
  const { versionId, deleted, lastUpdated, provenance } = unmarshall(item) as Partial<Head>;
  if (versionId === undefined || deleted === undefined || lastUpdated === undefined) return undefined;
  return { versionId, deleted, lastUpdated, ...(provenance && { provenance }) };
}
