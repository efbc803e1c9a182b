import type { OperationContext } from "../../../kernel/service.ts";
import type { DeleteRuleRequest } from "../../../models/eventbridge-types.ts";
import { findBus } from "../buses/find-bus.ts";
import { ruleArn } from "../event-arns.ts";
import { validation } from "../events-errors.ts";
import { forgetRules } from "../rules/rules-of-bus.ts";
import { forgetTags } from "../tags.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html */
export function deleteRule(input: DeleteRuleRequest, context: OperationContext): void {
  const { Name: name } = input;
  const bus = findBus(context, input.EventBusName);
  const { store } = context;
  store.transaction(() => {
    if (store.prepare("SELECT 1 FROM events_targets WHERE bus = ? AND rule = ?").get(bus, name))
      throw validation("Rule can't be deleted since it has targets.");
    store.prepare("DELETE FROM events_rules WHERE bus = ? AND name = ?").run(bus, name);
    forgetTags(context, ruleArn(context, bus, name));
  });
  forgetRules(context);
}
