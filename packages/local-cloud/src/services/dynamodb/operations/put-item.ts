import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { type Input, optionalWord } from "../read-input.ts";
import { performWrite } from "../writes/perform-write.ts";
import { readPut } from "../writes/read-write-requests.ts";
import { refuseCollectionMetrics } from "../writes/refuse-collection-metrics.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export function putItem(input: Input, context: OperationContext): object {
  const request = readPut(context, input);
  refuseCollectionMetrics(input, [request.table]);
  const returned = optionalWord(input, "ReturnValues", ["NONE", "ALL_OLD"]);
  const capacity = capacityReport(input);
  const { before, after } = performWrite(context, request);
  if (input.ReturnConsumedCapacity) capacity.addWrite(request.table, before?.item, after);
  return { ...(returned === "ALL_OLD" && before ? { Attributes: before.item } : {}), ...capacity.one() };
}
