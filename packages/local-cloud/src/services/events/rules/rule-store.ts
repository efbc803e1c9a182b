import { parsePattern } from "@tributary/event-pattern/parse-pattern";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import type { EnableRuleRequest } from "../../../models/eventbridge-types.ts";
import { findBus } from "../buses/find-bus.ts";
import { ruleArn } from "../event-arns.ts";
import { forgetRules } from "./rules-of-bus.ts";
import { SCHEDULES_SIGNAL, scheduleTimes } from "./schedule-times.ts";

/** A rule as stored. */
export interface StoredRule {
  readonly bus: string;
  readonly name: string;
  readonly pattern: string | null;
  readonly schedule: string | null;
  readonly state: string;
  readonly description: string | null;
  readonly role_arn: string | null;
}

/** The rule that a request names; `ResourceNotFoundException` if it does not exist. */
export function findRule(context: CloudContext, name: string, busNameOrArn: string | undefined): StoredRule {
  const bus = findBus(context, busNameOrArn);
  const row = context.store.prepare("SELECT * FROM events_rules WHERE bus = ? AND name = ?").get(bus, name);
  if (!row) throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
  return row as unknown as StoredRule;
}

/** All rules of a bus, by name. */
export function readRules(context: CloudContext, bus: string): StoredRule[] {
  return context.store
    .prepare("SELECT * FROM events_rules WHERE bus = ? ORDER BY name")
    .all(bus) as unknown as StoredRule[];
}

/** The operation that enables rules, or that disables them. */
export function ruleStateSetter(state: "ENABLED" | "DISABLED") {
  return (input: EnableRuleRequest, context: CloudContext): void => {
    const { bus, name, schedule } = findRule(context, input.Name, input.EventBusName);
    // Times that passed while it was disabled are gone.
    const dueAt = schedule === null ? null : (scheduleTimes(schedule).first(context.clock.now()) ?? null);
    context.store
      .prepare("UPDATE events_rules SET state = ?, due_at = ? WHERE bus = ? AND name = ?")
      .run(state, dueAt, bus, name);
    forgetRules(context);
    context.signals.notify(SCHEDULES_SIGNAL);
  };
}

/** A rule in the API's shape. */
export function describeRule(context: CloudContext, rule: StoredRule): object {
  return {
    Name: rule.name,
    Arn: ruleArn(context, rule.bus, rule.name),
    ...(rule.pattern !== null && { EventPattern: rule.pattern }),
    ...(rule.schedule !== null && { ScheduleExpression: rule.schedule }),
    State: rule.state,
    ...(rule.description !== null && { Description: rule.description }),
    ...(rule.role_arn !== null && { RoleArn: rule.role_arn }),
    EventBusName: rule.bus,
  };
}

/** Refuses a pattern that EventBridge refuses: `InvalidEventPatternException`. */
export function checkPattern(text: string): void {
  try {
    parsePattern(text);
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause;
    throw new AwsError("InvalidEventPatternException", cause.message, { cause });
  }
}
