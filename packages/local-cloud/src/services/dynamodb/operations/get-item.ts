import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { type Input, optionalBoolean } from "../read-input.ts";
import { readGet } from "../reads/read-get.ts";
import { itemSize } from "../values/item-size.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export function getItem(input: Input, context: OperationContext): object {
  const { table, read } = readGet(context, input);
  const capacity = capacityReport(input);
  const { stored, item } = read();
  if (input.ReturnConsumedCapacity)
    capacity.addRead(table, stored ? itemSize(stored) : 0, {
      consistent: optionalBoolean(input, "ConsistentRead") ?? false,
    });
  return { ...(item ? { Item: item } : {}), ...capacity.one() };
}
