import type { OperationContext } from "../../../kernel/service.ts";
import type { TransactGetItemsInput } from "../../../models/dynamodb-types.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { readGet } from "../reads/read-get.ts";
import { itemSize } from "../values/item-size.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export function transactGetItems(input: TransactGetItemsInput, context: OperationContext): object {
  const gets = input.TransactItems.map(({ Get }) => readGet(Get)).map(prepare => prepare(context));
  const capacity = capacityReport(input);
  const responses = gets.map(({ table, read }) => {
    const { stored, item } = read();
    capacity.addRead(table, stored ? itemSize(stored) : 0, { consistent: true, transaction: true });
    return item ? { Item: item } : {};
  });
  return { Responses: responses, ...capacity.several() };
}
