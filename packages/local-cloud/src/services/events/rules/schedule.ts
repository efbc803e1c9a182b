import { dueEngine, timeOf } from "../../../kernel/due-engine.ts";
import type { CloudContext, Engine } from "../../../kernel/service.ts";
import { deliver } from "../delivery/deliver.ts";
import { routeEvent } from "../delivery/route-event.ts";
import { DEFAULT_BUS } from "../event-arns.ts";
import { writeEvent } from "../puts/event.ts";
import { rulesOfBus } from "./rules-of-bus.ts";
import { SCHEDULES_SIGNAL, scheduleTimes } from "./schedule-times.ts";

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
    const next = scheduleTimes(schedule as string).after(Number(dueAt), now) ?? null;
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
