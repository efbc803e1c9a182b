import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { type Input, optionalWord } from "../read-input.ts";
import { performWrite } from "../writes/perform-write.ts";
import { readDelete } from "../writes/read-write-requests.ts";
import { refuseCollectionMetrics } from "../writes/refuse-collection-metrics.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export function deleteItem(input: Input, context: OperationContext): object {
  const request = readDelete(context, input);
  refuseCollectionMetrics(input, [request.table]);
  const returned = optionalWord(input, "ReturnValues", ["NONE", "ALL_OLD"]);
  const capacity = capacityReport(input);
  const { before } = performWrite(context, request);
  if (input.ReturnConsumedCapacity) capacity.addWrite(request.table, before?.item, undefined);
  return { ...(returned === "ALL_OLD" && before ? { Attributes: before.item } : {}), ...capacity.one() };
}
