import { type BatchGetOptions, batchGet } from "./batch-get.ts";
import { type DynamodbItem, keyText } from "./item-key.ts";

/** The items under these keys, in order; undefined for a missing one. Throws if DynamoDB did not answer for some. */
export async function getItems(
  table: string,
  keys: readonly DynamodbItem[],
  options: BatchGetOptions,
): Promise<(DynamodbItem | undefined)[]> {
  const { found, unprocessed } = await batchGet(table, keys, options);
  if (unprocessed.length > 0) throw new Error(`DynamoDB left ${unprocessed.length} keys unprocessed.`);
  const keyNames = Object.keys(keys[0] ?? {});
  const items = new Map(found.map(item => [keyText(item, keyNames), item]));
  return keys.map(key => items.get(keyText(key, keyNames)));
}
