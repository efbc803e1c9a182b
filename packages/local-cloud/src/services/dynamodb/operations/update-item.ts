import type { OperationContext } from "../../../kernel/service.ts";
import { capacityReport } from "../consumed-capacity.ts";
import { project } from "../expressions/project.ts";
import { type Input, optionalWord } from "../read-input.ts";
import type { Item } from "../values/attribute-value.ts";
import { type Outcome, performWrite } from "../writes/perform-write.ts";
import { readUpdate } from "../writes/read-write-requests.ts";
import { refuseCollectionMetrics } from "../writes/refuse-collection-metrics.ts";
import type { WriteRequest } from "../writes/write-request.ts";

const RETURN_VALUES = ["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"] as const;

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

function returnedAttributes(
  returned: (typeof RETURN_VALUES)[number],
  { touched }: WriteRequest,
  { before, after }: Outcome,
): Item | undefined {
  if (returned === "NONE") return undefined;
  if (returned === "ALL_OLD") return before?.item;
  if (returned === "ALL_NEW") return after;
  const item = returned === "UPDATED_OLD" ? before?.item : after;
  const parts = item && project(item, touched);
  return parts && Object.keys(parts).length > 0 ? parts : undefined;
}
