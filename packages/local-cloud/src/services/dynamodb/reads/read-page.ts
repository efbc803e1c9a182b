import type { CloudContext } from "../../../kernel/service.ts";
import type { Table, TableIndex } from "../table.ts";
import type { Item } from "../values/attribute-value.ts";
import { itemSize } from "../values/item-size.ts";
import type { KeyRange } from "./key-range.ts";

/** The most that one page looks at, in bytes. */
const MOST_PAGE_BYTES = 1024 * 1024;

/** Which items a page goes through, in which order, and what it makes of them. */
export interface PageRequest {
  readonly table: Table;
  readonly index: TableIndex | undefined;
  readonly range: KeyRange;
  readonly backwards: boolean;
  readonly limit: number;
  /** Items that are not looked at at all: other segments of a parallel scan. */
  readonly skips: (item: Item) => boolean;
  /** What the index has of an item. */
  readonly projected: (item: Item) => Item;
  readonly accepts: (item: Item) => boolean;
}

/** The items found on a page. */
export interface Page {
  readonly items: Item[];
  readonly scanned: number;
  readonly bytes: number;
  /** The last item looked at, when there may be more. */
  readonly last: Item | undefined;
}

/** Goes through a range of a table or index until a limit is met. */
export function readPage(context: CloudContext, request: PageRequest): Page {
  const { limit, skips, projected, accepts } = request;
  const items: Item[] = [];
  let scanned = 0;
  let bytes = 0;
  for (const row of rows(context, request)) {
    const whole = JSON.parse(String(row.item)) as Item;
    if (skips(whole)) continue;
    const item = projected(whole);
    scanned++;
    bytes += itemSize(item);
    if (accepts(item)) items.push(item);
    if (scanned >= limit || bytes >= MOST_PAGE_BYTES) return { items, scanned, bytes, last: whole };
  }
  return { items, scanned, bytes, last: undefined };
}

function rows({ store }: CloudContext, { table, index, range, backwards }: PageRequest) {
  const direction = backwards ? "DESC" : "ASC";
  if (!index)
    return store
      .prepare(`SELECT item FROM dynamodb_items WHERE table_id = ? AND key >= ? AND key < ? ORDER BY key ${direction}`)
      .iterate(table.id, range.low, range.high);
  return store
    .prepare(
      `SELECT item FROM dynamodb_index_entries AS entry
       CROSS JOIN dynamodb_items AS stored ON stored.table_id = entry.table_id AND stored.key = entry.key
       WHERE entry.table_id = ? AND index_name = ? AND index_key >= ? AND index_key < ? ORDER BY index_key ${direction}`,
    )
    .iterate(table.id, index.name, range.low, range.high);
}
