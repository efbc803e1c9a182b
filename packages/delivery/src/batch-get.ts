import { BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type DynamodbItem, keyText } from "./item-key.ts";
import { type UntilProcessedOptions, untilProcessed } from "./until-processed.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH_KEYS = 100;

/** Options of `batchGet`, and how it waits before it retries unprocessed keys. */
export interface BatchGetOptions extends UntilProcessedOptions {
  readonly client: DynamoDBClient;
}

/** The result for each key, once and in the order of the keys: its item, no item, or no answer. */
export interface BatchGetResult {
  readonly found: readonly DynamodbItem[];
  readonly missing: readonly DynamodbItem[];
  readonly unprocessed: readonly DynamodbItem[];
}

/**
 * Reads any number of keys of a table consistently. A duplicate key is read once; unprocessed keys are retried until rounds
 * or time are used up.
 */
export async function batchGet(
  table: string,
  keys: readonly DynamodbItem[],
  { client, ...waiting }: BatchGetOptions,
): Promise<BatchGetResult> {
  const keyNames = Object.keys(keys[0] ?? {});
  const nameOf = (item: DynamodbItem) => keyText(item, keyNames);
  const wanted = new Map(keys.map(key => [nameOf(key), key]));
  const items = new Map<string, DynamodbItem>();
  const unprocessed = new Set<string>();

  const distinct = [...wanted.values()];
  for (let from = 0; from < distinct.length; from += BATCH_KEYS) {
    let left = distinct.slice(from, from + BATCH_KEYS);
    const attempt = async () => {
      const request = { [table]: { Keys: left, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems: request }));
      for (const item of Responses?.[table] ?? []) items.set(nameOf(item), item);
      left = UnprocessedKeys?.[table]?.Keys ?? [];
      return left.length === 0;
    };
    if (!(await untilProcessed(attempt, waiting))) for (const key of left) unprocessed.add(nameOf(key));
  }

  const all = [...wanted];
  return {
    found: all.flatMap(([name]) => {
      const item = items.get(name);
      return item ? [item] : [];
    }),
    missing: all.flatMap(([name, key]) => (items.has(name) || unprocessed.has(name) ? [] : [key])),
    unprocessed: all.flatMap(([name, key]) => (unprocessed.has(name) ? [key] : [])),
  };
}
