import type { CloudContext } from "../../../kernel/service.ts";
import type { Delivery } from "./delivery.ts";

/** Signals the retry engine that a delivery is due later. */
export const DELIVERIES_SIGNAL = "events:deliveries";

/** Keeps a delivery for later, durably. */
export function postpone(context: CloudContext, delivery: Delivery, dueAt: number): void {
  const { rule, target, text, trace, hops, attempts, acceptedAt } = delivery;
  context.store
    .prepare(
      "INSERT INTO events_deliveries (bus, rule, target, event, trace, hops, attempts, accepted_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .run(rule.bus, rule.name, target.Id, text, trace ?? null, hops, attempts, acceptedAt, dueAt);
  context.signals.notify(DELIVERIES_SIGNAL);
  context.signals.notify("engine");
}
