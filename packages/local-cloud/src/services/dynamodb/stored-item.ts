import type { CloudContext } from "../../kernel/service.ts";
import type { Table } from "./table.ts";
import type { Item } from "./values/attribute-value.ts";

/** An item as stored: canonical JSON text, parsed only when somebody looks into it. */
export interface StoredItem {
  readonly text: string;
  readonly item: Item;
}

/** The item at an encoded key; undefined if it does not exist. */
export function readStoredItem(context: CloudContext, table: Table, key: Uint8Array): StoredItem | undefined {
  const row = context.store
    .prepare("SELECT item FROM dynamodb_items WHERE table_id = ? AND key = ?")
    .get(table.id, key);
  return row ? storedItem(String(row.item)) : undefined;
}

/** Wraps the text of an item. */
export function storedItem(text: string): StoredItem {
  let item: Item | undefined;
  return {
    text,
    get item() {
      item ??= JSON.parse(text) as Item;
      return item;
    },
  };
}
