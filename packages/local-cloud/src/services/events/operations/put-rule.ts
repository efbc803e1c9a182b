import type { OperationContext } from "../../../kernel/service.ts";
import type { PutRuleRequest } from "../../../models/eventbridge-types.ts";
import { findBus } from "../buses/find-bus.ts";
import { DEFAULT_BUS, ruleArn } from "../event-arns.ts";
import { validation } from "../events-errors.ts";
import { checkPattern } from "../rules/rule-store.ts";
import { forgetRules } from "../rules/rules-of-bus.ts";
import { SCHEDULES_SIGNAL, scheduleTimes } from "../rules/schedule-times.ts";
import { writeTags } from "../tags.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export function putRule(input: PutRuleRequest, context: OperationContext): { RuleArn: string } {
  const { Name: name } = input;
  const { EventPattern, ScheduleExpression, State = "ENABLED", Description = null, RoleArn = null, Tags = [] } = input;
  if (!EventPattern && !ScheduleExpression)
    throw validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  if (State !== "ENABLED" && State !== "DISABLED")
    throw validation(`The local cloud does not support State ${State} of EventBridge PutRule.`);
  if (EventPattern) checkPattern(EventPattern);
  const bus = findBus(context, input.EventBusName);
  const times = ScheduleExpression ? scheduleTimes(ScheduleExpression) : undefined;
  if (times !== undefined && bus !== DEFAULT_BUS)
    throw validation("ScheduleExpression is supported only on the default event bus.");
  const arn = ruleArn(context, bus, name);
  const { store } = context;
  store.transaction(() => {
    const isNew = !store.prepare("SELECT 1 FROM events_rules WHERE bus = ? AND name = ?").get(bus, name);
    store
      .prepare(
        `INSERT INTO events_rules (bus, name, pattern, schedule, due_at, state, description, role_arn)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (bus, name) DO UPDATE SET pattern = excluded.pattern, schedule = excluded.schedule,
           due_at = excluded.due_at, state = excluded.state,
           description = excluded.description, role_arn = excluded.role_arn`,
      )
      .run(
        ...[bus, name, EventPattern ?? null, ScheduleExpression ?? null],
        times?.first(context.clock.now()) ?? null,
        ...[State, Description, RoleArn],
      );
    if (isNew) writeTags(context, arn, Tags); // Those of an update are ignored, as documented.
  });
  forgetRules(context);
  context.signals.notify(SCHEDULES_SIGNAL);
  return { RuleArn: arn };
}
