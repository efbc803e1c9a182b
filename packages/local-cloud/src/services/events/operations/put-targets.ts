import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { required, validation } from "../events-errors.ts";
import { findRule } from "../rules/rule-store.ts";
import { forgetRules } from "../rules/rules-of-bus.ts";
import type { Target } from "../rules/target.ts";
import { validateTarget } from "../rules/validate-target.ts";

interface PutTargetsInput {
  readonly Rule?: string;
  readonly EventBusName?: string;
  readonly Targets?: readonly Target[];
}

/** Most targets of one rule. See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAXIMUM_TARGETS = 5;
/** Most targets in one request. */
const MAXIMUM_REQUEST = 100;

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export function putTargets(input: PutTargetsInput, context: OperationContext): object {
  const targets = required(input.Targets, "targets");
  const { bus, name } = findRule(context, input.Rule, input.EventBusName);
  if (targets.length < 1 || targets.length > MAXIMUM_REQUEST)
    throw validation(
      `1 validation error detected: Value at 'targets' failed to satisfy constraint: Member must have length ${targets.length < 1 ? "greater than or equal to 1" : "less than or equal to 100"}`,
    );
  for (const [index, target] of targets.entries()) validateTarget(target, index + 1);
  const { store } = context;
  store.transaction(() => {
    for (const target of targets)
      store
        .prepare("INSERT OR REPLACE INTO events_targets (bus, rule, id, arn, definition) VALUES (?, ?, ?, ?, ?)")
        .run(bus, name, target.Id, target.Arn, JSON.stringify(target));
    const count = store.prepare("SELECT COUNT(*) AS n FROM events_targets WHERE bus = ? AND rule = ?").get(bus, name);
    if (Number(count?.n) > MAXIMUM_TARGETS)
      throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
  });
  forgetRules(context);
  return { FailedEntryCount: 0, FailedEntries: [] };
}
