import {
  type AttributeValue,
  type DynamoDBClient,
  DynamoDBServiceException,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { batchWrite } from "@tributary/delivery/batch-write";
import type { Place } from "../input/input-record.ts";
import { inBatches } from "./in-batches.ts";
import type { Pace } from "./paced.ts";

/** A write: an item to put, or the key of an item to delete; `at` is its place in the input. */
export type RegistryWrite = { readonly at?: Place } & (
  | { readonly kind: "put"; readonly item: Readonly<Record<string, AttributeValue>> }
  | { readonly kind: "delete"; readonly key: Readonly<Record<string, AttributeValue>> }
);

/** Options of `load`. */
export interface LoadOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Calls in flight. */
  readonly concurrency?: number;
  /** Delays each call until its turn; without it, calls go at once. */
  readonly pace?: Pace;
  /** Called with the number of acknowledged writes. */
  readonly onWritten?: (count: number) => void;
  /** Called for each write that DynamoDB rejects as invalid; the rest continue. Without it, the load ends there. */
  readonly onRefused?: (write: RegistryWrite, reason: string) => void;
}

/** BatchWriteItem's limit. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH_ITEMS = 25;

/**
 * Writes everything in bounded memory, a few batches at a time; writes to one key keep their order. Returns the number
 * acknowledged; throws if some were not.
 */
export async function load(writes: AsyncIterable<RegistryWrite>, options: LoadOptions): Promise<number> {
  return await inBatches(writes, {
    keyOf: write => keyOf(write.kind === "put" ? write.item : write.key),
    size: BATCH_ITEMS,
    concurrency: options.concurrency ?? 4,
    async send(batch) {
      const write = () => writeBatch(batch, options);
      const count = await (options.pace?.(batch.length, write) ?? write());
      options.onWritten?.(count);
      return count;
    },
  });
}

function toRequest(write: RegistryWrite): WriteRequest {
  if (write.kind === "delete") return { DeleteRequest: { Key: { ...write.key } } };
  return { PutRequest: { Item: { ...write.item } } };
}

/** The number acknowledged. DynamoDB rejects a whole batch for one invalid item: then each is written alone. */
async function writeBatch(writes: readonly RegistryWrite[], options: LoadOptions): Promise<number> {
  try {
    await send(writes.map(toRequest), options);
    return writes.length;
  } catch (error) {
    if (!isInvalid(error) || !options.onRefused) throw error;
    if (writes.length === 1) {
      options.onRefused(writes[0]!, refusal(error));
      return 0;
    }
    let written = 0;
    for (const write of writes) written += await writeBatch([write], options);
    return written;
  }
}

function isInvalid(error: unknown): error is DynamoDBServiceException {
  return error instanceof DynamoDBServiceException && error.name === "ValidationException";
}

/** In our own words: DynamoDB's may quote a value. */
function refusal({ message }: DynamoDBServiceException): string {
  return /item size/i.test(message)
    ? "larger than the 400 KB that a DynamoDB item may have"
    : "refused by DynamoDB as invalid (ValidationException)";
}

function keyOf(attributes: Readonly<Record<string, AttributeValue>>): string {
  return `${attributes.pk?.S}\n${attributes.sk?.S}`;
}

async function send(requests: WriteRequest[], { client, table }: LoadOptions): Promise<void> {
  const { unprocessed } = await batchWrite(table, requests, { client, keyNames: ["pk", "sk"] });
  if (unprocessed.length > 0) throw new Error(`DynamoDB left ${unprocessed.length} writes unprocessed.`);
}
