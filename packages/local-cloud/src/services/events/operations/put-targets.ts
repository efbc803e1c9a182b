import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { PutTargetsRequest } from "../../../models/eventbridge-types.ts";
import { findRule } from "../rules/rule-store.ts";
import { forgetRules } from "../rules/rules-of-bus.ts";
import { validateTarget } from "../rules/validate-target.ts";

/** Most targets of one rule. See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAXIMUM_TARGETS = 5;

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export function putTargets(input: PutTargetsRequest, context: OperationContext): object {
  const { Targets: targets } = input;
  const { bus, name } = findRule(context, input.Rule, input.EventBusName);
  for (const target of targets) validateTarget(target);
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
