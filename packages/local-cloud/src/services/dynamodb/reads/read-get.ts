import type { CloudContext } from "../../../kernel/service.ts";
import { encodeKey, readKey } from "../item-key.ts";
import { type Input, refuseMembers, requiredObject } from "../read-input.ts";
import { readStoredItem } from "../stored-item.ts";
import { requestedTable, type Table } from "../table.ts";
import type { Item } from "../values/attribute-value.ts";
import { readProjection } from "./read-projection.ts";

/** A checked reading of one item. */
export interface GetRequest {
  readonly table: Table;
  /** The item as stored, and as far as the projection lets it be seen. */
  readonly read: () => { readonly stored: Item | undefined; readonly item: Item | undefined };
}

/** Reads a get: `GetItem`, or `Get` of a transaction. */
export function readGet(context: CloudContext, input: Input): GetRequest {
  refuseMembers(input, ["AttributesToGet"]);
  const projection = readProjection(input);
  const table = requestedTable(context, input);
  const key = encodeKey(table.key, readKey(table.key, requiredObject(input, "Key")));
  return {
    table,
    read() {
      const stored = readStoredItem(context, table, key)?.item;
      return { stored, item: stored && projection.apply(stored) };
    },
  };
}
