import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { type Input, optionalWord } from "../read-input.ts";
import { performWrite } from "../writes/perform-write.ts";
import { readUpdate } from "../writes/read-write-requests.ts";
import { refuseCollectionMetrics } from "../writes/refuse-collection-metrics.ts";
import { RETURN_VALUES, returnedAttributes } from "../writes/returned-attributes.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export function updateItem(input: Input, context: OperationContext): object {
  const returned = optionalWord(input, "ReturnValues", RETURN_VALUES) ?? "NONE";
  const request = readUpdate(context, input);
  refuseCollectionMetrics(input, [request.table]);
  const capacity = capacityReport(input);
  const outcome = performWrite(context, request);
  if (input.ReturnConsumedCapacity) {
    const { before, after } = outcome;
    capacity.addWrite(request.table, before?.item, after);
  }
  const attributes = returnedAttributes(returned, request, outcome);
  return { ...(attributes ? { Attributes: attributes } : {}), ...capacity.one() };
}
