import type { OperationContext } from "../../../kernel/service.ts";
import type { DescribeRuleRequest } from "../../../models/eventbridge-types.ts";
import { describeRule as describe, findRule } from "../rules/rule-store.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export function describeRule(input: DescribeRuleRequest, context: OperationContext): object {
  return { ...describe(context, findRule(context, input.Name, input.EventBusName)), CreatedBy: context.account };
}
