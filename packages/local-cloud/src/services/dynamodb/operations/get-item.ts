import type { OperationContext } from "../../../kernel/service.ts";
import type { GetItemInput } from "../../../models/dynamodb-types.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { readGet } from "../reads/read-get.ts";
import { itemSize } from "../values/item-size.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export function getItem(input: GetItemInput, context: OperationContext): object {
  const { table, read } = readGet(input)(context);
  const capacity = capacityReport(input);
  const { stored, item } = read();
  if (input.ReturnConsumedCapacity)
    capacity.addRead(table, stored ? itemSize(stored) : 0, { consistent: input.ConsistentRead ?? false });
  return { ...(item ? { Item: item } : {}), ...capacity.one() };
}
