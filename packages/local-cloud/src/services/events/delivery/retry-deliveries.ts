import type { CloudContext, Engine } from "../../../kernel/service.ts";
import type { Event } from "../puts/event.ts";
import { rulesOfBus } from "../rules/rules-of-bus.ts";
import { deliver } from "./deliver.ts";
import { DELIVERIES_SIGNAL } from "./postpone.ts";
import { routeEvent } from "./route-event.ts";

/** Deliveries made in one transaction. */
const BATCH_SIZE = 100;
/** Pause after a defect of the cloud itself, whose transaction was rolled back. */
const DEFECT_PAUSE = 10_000;

/** The part that delivers what is due again, or was delayed. */
export function retryEngine(context: CloudContext): Engine {
  let alarm: { at: number; cancel: () => void } | undefined;
  let forget = () => {};
  const arm = () => {
    const row = context.store.prepare("SELECT MIN(due_at) AS at FROM events_deliveries").get();
    const at = row?.at;
    if (typeof at !== "number" || (alarm && alarm.at <= at)) return;
    alarm?.cancel();
    alarm = { at, cancel: context.clock.schedule(at, ring) };
  };
  const ring = () => {
    alarm = undefined;
    try {
      deliverDue(context);
      arm();
    } catch (error) {
      context.defect(error);
      const at = context.clock.now() + DEFECT_PAUSE;
      alarm = { at, cancel: context.clock.schedule(at, ring) };
    }
  };
  return {
    name: "events",
    start: () => {
      forget = context.signals.on(DELIVERIES_SIGNAL, arm);
      arm();
    },
    stop: async () => {
      forget();
      alarm?.cancel();
    },
    pending: () => Number(context.store.prepare("SELECT COUNT(*) AS n FROM events_deliveries").get()?.n),
  };
}

/** Takes what is due, in order of arrival; its row and the message that it becomes change in one transaction. */
function deliverDue(context: CloudContext): void {
  const { store, clock, signals } = context;
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
      deliver(context, { rule, target, text, event, hops, attempts, acceptedAt }, routeEvent);
    }
    signals.notify("engine");
  });
}
