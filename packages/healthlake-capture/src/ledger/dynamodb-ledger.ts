import { hash, randomUUID } from "node:crypto";
import { DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { clientSettings } from "@tributary/delivery/client-settings";
import { insertion, update } from "@tributary/delivery/conditional-statement";
import { type ConditionalWrites, conditionalWrites } from "@tributary/delivery/conditional-writes";
import { getItems } from "@tributary/delivery/get-items";
import type { DynamodbItem } from "@tributary/delivery/item-key";
import { type Head, LEASE_MS, type Ledger, REMEMBERED_FOR_SECONDS, type ResourceKey } from "./ledger.ts";

/** The ledger's table, with the string keys `pk` and `sk` and the TTL attribute `expiresAt`. */
export interface DynamodbLedgerOptions {
  readonly table: string;
  readonly client?: DynamoDBClient;
  /** Shared with others whose writes are to share its calls; has the same clock. */
  readonly write?: ConditionalWrites;
  readonly now?: () => number;
  readonly newFence?: () => string;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

/** How long a throttled claim is retried: whoever claims other resources beside it still has time to publish them. */
const CLAIMED_WITHIN_MS = LEASE_MS / 4;

/** Rows of one type are spread over that many partitions, so that no type is bound to what one partition can take. */
const SHARDS = 16;

/**
 * The ledger in a DynamoDB table: one row per resource, and one conditional write each to claim and to confirm. Simultaneous
 * claims and confirmations of many resources share their calls.
 */
export function dynamodbLedger(options: DynamodbLedgerOptions): Ledger {
  const { table, now = Date.now, newFence = randomUUID, client = new DynamoDBClient(clientSettings) } = options;
  const { write = conditionalWrites({ ...options, client }) } = options;

  return {
    async heads(keys) {
      const items = await getItems(table, keys.map(rowKey), { ...options, client });
      return items.map(item => item && readHead(item));
    },

    async claim(key, head) {
      const fence = newFence();
      const time = now();
      const deadline = time + CLAIMED_WITHIN_MS;
      const claim = { fence: { S: fence }, leaseUntil: { N: String(time + LEASE_MS) } };
      // What was claimed and never published is forgotten; heads are kept for ever.
      const passing = { ...claim, expiresAt: { N: String(Math.ceil(time / 1000) + REMEMBERED_FOR_SECONDS) } };
      const isNew = head === undefined;
      const isInserted = async () =>
        (await write(insertion(table, rowKey(key), { id: { S: key.id }, ...passing }), deadline)).written;
      if (isNew && (await isInserted())) return { outcome: "claimed", fence };
      const answer = await write(
        update(table, rowKey(key), {
          set: isNew ? passing : claim,
          where: {
            text: `"versionId" ${isNew ? "IS MISSING" : "= ?"} AND ("leaseUntil" IS MISSING OR "leaseUntil" <= ?)`,
            parameters: [...(isNew ? [] : [{ N: String(head.versionId) }]), { N: String(time) }],
          },
        }),
        deadline,
      );
      if (answer.written) return { outcome: "claimed", fence };
      const { found } = answer;
      // A row without a head may have expired since it refused the insertion.
      if (found === undefined || readHead(found)?.versionId !== head?.versionId) return { outcome: "moved" };
      // A write whose answer was lost is repeated, and then meets its own claim.
      if (found.fence?.S === fence) return { outcome: "claimed", fence };
      return { outcome: "held", until: Number(found.leaseUntil?.N ?? time + LEASE_MS) };
    },

    async confirm(key, fence, reached) {
      const { versionId, deleted, lastUpdated, provenance } = reached;
      const answer = await write(
        update(table, rowKey(key), {
          set: marshall({ versionId, deleted, lastUpdated, provenance }, { removeUndefinedValues: true }),
          remove: ["leaseUntil", "expiresAt", ...(provenance ? [] : ["provenance"])],
          where: { text: '"fence" = ? AND "leaseUntil" IS NOT MISSING', parameters: [{ S: fence }] },
        }),
      );
      // A repeated confirmation, whose first answer was lost, finds what it wrote.
      return answer.written || (answer.found?.fence?.S === fence && answer.found.leaseUntil === undefined);
    },

    async *list(datastoreId, resourceType, after) {
      const { shard: first, place: last } = placeAfter(after);
      for (let shard = first; shard < SHARDS; shard++) {
        const from = shard === first ? last : undefined;
        const pages = paginateQuery(
          { client },
          {
            TableName: table,
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
}

/** In the order of hashes: a place in a list is shown to operators, and an id may be sensitive. */
function rowKey({ datastoreId, resourceType, id }: ResourceKey): DynamodbItem {
  const digest = hash("sha256", id);
  const shard = Number.parseInt(digest.slice(0, 2), 16) % SHARDS;
  return { pk: { S: headPartition(datastoreId, resourceType, shard) }, sk: { S: digest } };
}

function headPartition(datastoreId: string, resourceType: string, shard: number): string {
  return `HEADS/${datastoreId}/${resourceType}/${shard}`;
}

/** Where a list goes on after a cursor. */
function placeAfter(cursor: string | undefined): { readonly shard: number; readonly place?: string } {
  const [, shard, place] = /^(\d{1,2})\/([0-9a-f]+)$/.exec(cursor ?? "") ?? [];
  return shard === undefined || place === undefined ? { shard: 0 } : { shard: Number(shard), place };
}

/** Undefined where the resource was claimed, and nothing is published yet. */
function readHead(item: DynamodbItem): Head | undefined {
  const { versionId, deleted, lastUpdated, provenance } = unmarshall(item) as Partial<Head>;
  if (versionId === undefined || deleted === undefined || lastUpdated === undefined) return undefined;
  return { versionId, deleted, lastUpdated, ...(provenance && { provenance }) };
}
