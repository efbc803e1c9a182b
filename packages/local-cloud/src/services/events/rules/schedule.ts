import { dueEngine, timeOf } from "../../../kernel/due-engine.ts";
import type { CloudContext, Engine } from "../../../kernel/service.ts";
import { deliver } from "../delivery/deliver.ts";
import { routeEvent } from "../delivery/route-event.ts";
import { DEFAULT_BUS } from "../event-arns.ts";
import { validation } from "../events-errors.ts";
import { writeEvent } from "../puts/event.ts";
import { rulesOfBus } from "./rules-of-bus.ts";

/** Notified when a schedule was put. */
export const SCHEDULES_SIGNAL = "events:schedules";

const UNITS_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * Milliseconds between two times of a schedule. Cron expressions are refused by name.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function periodOf(expression: string): number {
  if (expression.startsWith("cron("))
    throw validation("The local cloud does not support cron expressions in ScheduleExpression of EventBridge PutRule.");
  const found = /^rate\(([1-9]\d{0,8}) (minute|hour|day)(s?)\)$/.exec(expression);
  const [, count, unit, plural] = found ?? [];
  if (unit === undefined || (Number(count) === 1) !== (plural === ""))
    throw validation("Parameter ScheduleExpression is not valid.");
  return Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
}

/** The engine that sends the events of scheduled rules. Waiting for the next one does not count as pending work. */
export function scheduleEngine(context: CloudContext): Engine {
  const { store } = context;
  const next = "SELECT MIN(due_at) AS at FROM events_rules WHERE state <> 'DISABLED'";
  return dueEngine(context, {
    name: "events schedules",
    signal: SCHEDULES_SIGNAL,
    next: () => timeOf(store.prepare(next).get()),
    run: () => store.transaction(() => sendDue(context)),
    pending: () => 0,
  });
}

/** Times that passed while nothing ran are made up for once. */
function sendDue(context: CloudContext): void {
  const { store, clock } = context;
  const now = clock.now();
  const due = "SELECT name, schedule, due_at FROM events_rules WHERE due_at <= ? AND state <> 'DISABLED' ORDER BY name";
  for (const { name, schedule, due_at: dueAt } of store.prepare(due).all(now)) {
    const period = periodOf(schedule as string);
    const next = Number(dueAt) + period * (Math.floor((now - Number(dueAt)) / period) + 1);
    store
      .prepare("UPDATE events_rules SET due_at = ? WHERE bus = ? AND name = ?")
      .run(next, DEFAULT_BUS, name as string);
    const rule = rulesOfBus(context, DEFAULT_BUS).find(name as string);
    if (!rule) continue;
    const parts = {
      source: "aws.events",
      detailType: "Scheduled Event",
      detail: "{}",
      parsed: {},
      resources: [rule.arn],
    };
    const written = writeEvent(context, { ...parts, time: Number(dueAt) / 1000 });
    context.report({ kind: "events:matched", name: rule.name, count: 1 });
    for (const target of rule.targets)
      deliver(context, { rule, target, ...written, hops: 0, attempts: 0, acceptedAt: now }, routeEvent);
  }
}
