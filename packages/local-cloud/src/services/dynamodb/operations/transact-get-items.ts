import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { type Input, optionalObjects, requiredObject } from "../read-input.ts";
import { readGet } from "../reads/read-get.ts";
import { constraintError } from "../validation-error.ts";
import { itemSize } from "../values/item-size.ts";

const MOST_GETS = 100;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export function transactGetItems(input: Input, context: OperationContext): object {
  const items = optionalObjects(input, "TransactItems") ?? [];
  if (items.length === 0 || items.length > MOST_GETS)
    throw constraintError("TransactItems", `have length between 1 and ${MOST_GETS}`);
  const gets = items.map(item => readGet(context, requiredObject(item, "Get")));
  const capacity = capacityReport(input);
  const responses = gets.map(({ table, read }) => {
    const { stored, item } = read();
    capacity.addRead(table, stored ? itemSize(stored) : 0, { consistent: true, transaction: true });
    return item ? { Item: item } : {};
  });
  return { Responses: responses, ...capacity.several() };
}
