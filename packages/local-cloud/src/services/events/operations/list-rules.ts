import type { OperationContext } from "../../../kernel/service.ts";
import type { ListRulesRequest } from "../../../models/eventbridge-types.ts";
import { findBus } from "../buses/find-bus.ts";
import { page } from "../page.ts";
import { describeRule, readRules } from "../rules/rule-store.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export function listRules(input: ListRulesRequest, context: OperationContext): object {
  const rules = readRules(context, findBus(context, input.EventBusName));
  const named = rules.filter(rule => rule.name.startsWith(input.NamePrefix ?? ""));
  const { items, NextToken } = page(named, rule => rule.name, input);
  return { Rules: items.map(rule => describeRule(context, rule)), ...(NextToken !== undefined && { NextToken }) };
}
