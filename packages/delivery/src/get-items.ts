import { type BatchGetOptions, batchGet } from "./batch-get.ts";
import { type DynamodbItem, keyText } from "./item-key.ts";

/** What the read of a key came to: its item, if there is one; undefined if DynamoDB did not answer. */
export type ReadItem = { readonly item: DynamodbItem | undefined } | undefined;

/** What the reads of these keys came to, in order. */
export async function getEach(
  table: string,
  keys: readonly DynamodbItem[],
  options: BatchGetOptions,
): Promise<readonly ReadItem[]> {
  const { found, unprocessed } = await batchGet(table, keys, options);
  const keyNames = Object.keys(keys[0] ?? {});
  const items = new Map(found.map(item => [keyText(item, keyNames), item]));
  const left = new Set(unprocessed.map(key => keyText(key, keyNames)));
  return keys.map(key => {
    const name = keyText(key, keyNames);
    return left.has(name) ? undefined : { item: items.get(name) };
  });
}

/** The items under these keys, in order; undefined for a missing one. Throws if DynamoDB did not answer for some. */
export async function getItems(
  table: string,
  keys: readonly DynamodbItem[],
  options: BatchGetOptions,
): Promise<(DynamodbItem | undefined)[]> {
  const all = await getEach(table, keys, options);
  const read = all.filter(one => one !== undefined);
  if (read.length < all.length) throw new Error(`DynamoDB left ${all.length - read.length} keys unprocessed.`);
  return read.map(({ item }) => item);
}
