import type { OperationContext } from "../../../kernel/service.ts";
import type { ListRuleNamesByTargetRequest } from "../../../models/eventbridge-types.ts";
import { findBus } from "../buses/find-bus.ts";
import { page } from "../page.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html */
export function listRuleNamesByTarget(input: ListRuleNamesByTargetRequest, context: OperationContext): object {
  const names = context.store
    .prepare("SELECT DISTINCT rule FROM events_targets WHERE bus = ? AND arn = ? ORDER BY rule")
    .all(findBus(context, input.EventBusName), input.TargetArn)
    .map(row => row.rule as string);
  const { items, NextToken } = page(names, name => name, input);
  return { RuleNames: items, ...(NextToken !== undefined && { NextToken }) };
}
