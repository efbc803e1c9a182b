import type { OperationContext } from "../../../kernel/service.ts";
import { findRule, setState } from "../rules/rule-store.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html */
export function disableRule(input: { Name?: string; EventBusName?: string }, context: OperationContext): void {
  setState(context, findRule(context, input.Name, input.EventBusName), "DISABLED");
}
