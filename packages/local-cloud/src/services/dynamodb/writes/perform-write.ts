import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import { evaluateCondition } from "../expressions/evaluate-condition.ts";
import { readStoredItem, type StoredItem } from "../stored-item.ts";
import type { Item } from "../values/attribute-value.ts";
import { writeItem } from "./write-item.ts";
import type { WriteRequest } from "./write-request.ts";

/** The outcome of a write, or of a dry run. */
export interface Outcome {
  readonly before: StoredItem | undefined;
  readonly after: Item | undefined;
}

const NO_ITEM: Item = {};

/** Decides one write: reads the item, checks the condition, computes the item after it. */
export function decideWrite(context: CloudContext, request: WriteRequest): Outcome {
  const before = readStoredItem(context, request.table, request.key);
  const { condition } = request;
  if (condition && !evaluateCondition(condition.node, before?.item ?? NO_ITEM, condition.binding))
    throw request.failure?.() ?? conditionFailed(request, before);
  const after = request.apply(before?.item);
  return { before, after: after === "keep" ? before?.item : after };
}

/** Decides and does one write, whole or not at all. */
export function performWrite(context: CloudContext, request: WriteRequest): Outcome {
  return context.store.transaction(() => {
    const outcome = decideWrite(context, request);
    writeItem(context, request.table, request.key, outcome.before, outcome.after);
    return outcome;
  });
}

function conditionFailed({ returnsItemOnFailure }: WriteRequest, before: StoredItem | undefined): AwsError {
  return new AwsError("ConditionalCheckFailedException", "The conditional request failed", {
    members: returnsItemOnFailure && before ? { Item: before.item } : {},
  });
}
