import type { OperationContext } from "../../../kernel/service.ts";
import { describeRule as describe, findRule } from "../rules/rule-store.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export function describeRule(input: { Name?: string; EventBusName?: string }, context: OperationContext): object {
  return { ...describe(context, findRule(context, input.Name, input.EventBusName)), CreatedBy: context.account };
}
