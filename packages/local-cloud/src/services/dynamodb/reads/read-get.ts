import type { CloudContext } from "../../../kernel/service.ts";
import type { Get } from "../../../models/dynamodb-types.ts";
import { expectExpressions } from "../expressions/binding.ts";
import { checkKey, encodeKey, refuseNestedKeys } from "../item-key.ts";
import { readStoredItem } from "../stored-item.ts";
import { requestedTable, type Table } from "../table.ts";
import type { Item } from "../values/attribute-value.ts";
import { readItem } from "../values/read-attribute-value.ts";
import { readProjection } from "./read-projection.ts";

/** A checked reading of one item. */
export interface GetRequest {
  readonly table: Table;
  /** The item as stored, and as far as the projection lets it be seen. */
  readonly read: () => { readonly stored: Item | undefined; readonly item: Item | undefined };
}

/** Checks a get, `GetItem` or `Get` of a transaction; the answer looks the table up. */
export function readGet(input: Get): (context: CloudContext) => GetRequest {
  expectExpressions(input, ["ProjectionExpression"]);
  const key = readItem(input.Key);
  const projection = readProjection(input);
  return context => {
    const table = requestedTable(context, input);
    const place = encodeKey(table.key, checkKey(table.key, key));
    refuseNestedKeys(table, projection.paths);
    return {
      table,
      read() {
        const stored = readStoredItem(context, table, place)?.item;
        return { stored, item: stored && projection.apply(stored) };
      },
    };
  };
}
