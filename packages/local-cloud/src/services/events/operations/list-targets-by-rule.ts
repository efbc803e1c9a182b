import type { OperationContext } from "../../../kernel/service.ts";
import type { ListTargetsByRuleRequest, Target } from "../../../models/eventbridge-types.ts";
import { page } from "../page.ts";
import { findRule } from "../rules/rule-store.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export function listTargetsByRule(input: ListTargetsByRuleRequest, context: OperationContext): object {
  const { bus, name } = findRule(context, input.Rule, input.EventBusName);
  const targets = context.store
    .prepare("SELECT definition FROM events_targets WHERE bus = ? AND rule = ? ORDER BY id")
    .all(bus, name)
    .map(row => JSON.parse(row.definition as string) as Target);
  const { items, NextToken } = page(targets, target => target.Id, input);
  return { Targets: items, ...(NextToken !== undefined && { NextToken }) };
}
