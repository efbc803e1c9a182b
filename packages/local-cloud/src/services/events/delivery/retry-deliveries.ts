import { dueEngine, timeOf } from "../../../kernel/due-engine.ts";
import type { CloudContext, Engine } from "../../../kernel/service.ts";
import type { Event } from "../puts/event.ts";
import { rulesOfBus } from "../rules/rules-of-bus.ts";
import { deliver } from "./deliver.ts";
import { DELIVERIES_SIGNAL } from "./postpone.ts";
import { routeEvent } from "./route-event.ts";

/** Deliveries made in one transaction. */
const BATCH_SIZE = 100;

/** The part that delivers what is due again, or was delayed. */
export function retryEngine(context: CloudContext): Engine {
  const { store } = context;
  return dueEngine(context, {
    name: "events",
    signal: DELIVERIES_SIGNAL,
    next: () => timeOf(store.prepare("SELECT MIN(due_at) AS at FROM events_deliveries").get()),
    run: () => deliverDue(context),
    pending: () => Number(store.prepare("SELECT COUNT(*) AS n FROM events_deliveries").get()?.n),
  });
}

/** Takes what is due, in order of arrival; its row and the message that it becomes change in one transaction. */
function deliverDue(context: CloudContext): void {
  const { store, clock } = context;
  store.transaction(() => {
    const due = "SELECT * FROM events_deliveries WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?";
    for (const row of store.prepare(due).all(clock.now(), BATCH_SIZE)) {
      store.prepare("DELETE FROM events_deliveries WHERE seq = ?").run(row.seq as number);
      const rule = rulesOfBus(context, row.bus as string).find(row.rule as string);
      const target = rule?.targets.find(candidate => candidate.Id === row.target);
      if (!rule || !target) {
        // The rule or the target was removed, or the rule disabled, while the event waited.
        context.report({ kind: "events:dropped", name: row.rule as string, count: 1 });
        continue;
      }
      const text = row.event as string;
      const event = JSON.parse(text) as Event;
      const {
        hops,
        attempts,
        accepted_at: acceptedAt,
      } = row as { hops: number; attempts: number; accepted_at: number };
      const trace = (row.trace as string | null) ?? undefined;
      deliver(context, { rule, target, text, event, trace, hops, attempts, acceptedAt }, routeEvent);
    }
  });
}
