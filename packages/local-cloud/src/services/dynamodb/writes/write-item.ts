import type { CloudContext } from "../../../kernel/service.ts";
import { expiryOf } from "../expiry.ts";
import { fitsKey } from "../item-key.ts";
import { encodeKeyValue } from "../key-encoding.ts";
import { type StoredItem, storedItem } from "../stored-item.ts";
import { appendToStream } from "../stream-log.ts";
import type { KeyAttribute, Table, TableIndex } from "../table.ts";
import { type AttributeValue, attribute, type Item, typeOf } from "../values/attribute-value.ts";

/** Puts or (without `after`) removes an item, with its index entries and stream record, in the caller's transaction. */
export function writeItem(
  context: CloudContext,
  table: Table,
  key: Uint8Array,
  before: StoredItem | undefined,
  after: Item | undefined,
  { byService = false } = {},
): void {
  const { store } = context;
  const stored = after && storedItem(JSON.stringify(after));
  if (stored?.text === before?.text) return; // Nothing changed: DynamoDB writes no stream record then.
  if (stored && after) {
    const expiresAt = table.timeToLive ? expiryOf(after, table.timeToLive) : null;
    store
      .prepare("INSERT OR REPLACE INTO dynamodb_items (table_id, key, item, expires_at) VALUES (?, ?, ?, ?)")
      .run(table.id, key, stored.text, expiresAt);
    if (expiresAt !== null) context.signals.notify("dynamodb:expiry");
  } else {
    store.prepare("DELETE FROM dynamodb_items WHERE table_id = ? AND key = ?").run(table.id, key);
  }
  for (const index of table.indexes) writeIndexEntry(context, table, index, key, before?.item, after);
  if (table.stream) appendToStream(context, table, { before, after: stored, byService });
}

/** Brings one index up to date with one item. */
export function writeIndexEntry(
  context: CloudContext,
  table: Table,
  index: TableIndex,
  key: Uint8Array,
  before: Item | undefined,
  after: Item | undefined,
): void {
  const [old, next] = [before, after].map(item => item && encodeIndexKey(index, item, key));
  if (old && next?.equals(old)) return;
  const { store } = context;
  if (old)
    store
      .prepare("DELETE FROM dynamodb_index_entries WHERE table_id = ? AND index_name = ? AND index_key = ?")
      .run(table.id, index.name, old);
  if (next)
    store
      .prepare("INSERT INTO dynamodb_index_entries (table_id, index_name, index_key, key) VALUES (?, ?, ?, ?)")
      .run(table.id, index.name, next, key);
}

/** An item's place in an index, the place in its table last; undefined when the item is not in the index. */
export function encodeIndexKey({ key: { hash, range } }: TableIndex, item: Item, key: Uint8Array): Buffer | undefined {
  const hashValue = keyValue(hash, item, true);
  const rangeValue = range && keyValue(range, item, false);
  if (!hashValue || (range && !rangeValue)) return undefined;
  return Buffer.concat([encodeKeyValue(hashValue), rangeValue ? encodeKeyValue(rangeValue) : new Uint8Array(), key]);
}

/** Items older than the index may have attributes that cannot be its key: they are not in it. */
function keyValue({ name, type }: KeyAttribute, item: Item, isHash: boolean): AttributeValue | undefined {
  const value = attribute(item, name);
  return value && typeOf(value) === type && fitsKey(value, isHash) ? value : undefined;
}
