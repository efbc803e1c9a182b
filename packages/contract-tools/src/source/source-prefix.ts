import { isNear } from "@tributary/event-pattern/proof/is-near";
import type { ContractModel, EventModel } from "./contract-model.ts";

/**
 * What the sources of own events begin with: as configured, else what most sent events have before the name of their sender.
 * Undefined where nothing is configured and nothing is sent: then every event is somebody else's.
 */
export function sourcePrefix({ operations }: ContractModel, configured?: string): string | undefined {
  if (configured !== undefined) return configured;
  const counts = new Map<string, number>();
  for (const { action, service, event } of operations) {
    if (action !== "send") continue;
    const end = event.source.endsWith(service)
      ? event.source.length - service.length
      : event.source.lastIndexOf(".") + 1;
    const prefix = event.source.slice(0, end);
    counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0];
}

/** The events that others publish: no service here sends them, and their source begins otherwise than own ones. */
export function foreignEvents(model: ContractModel, configured?: string): ReadonlySet<EventModel> {
  const prefix = sourcePrefix(model, configured);
  const sent = new Set(model.operations.flatMap(({ action, event }) => (action === "send" ? [event] : [])));
  const isOwn = (event: EventModel) => sent.has(event) || (prefix !== undefined && event.source.startsWith(prefix));
  return new Set(model.events.filter(event => !isOwn(event)));
}

/** Whether a source begins nearly like own ones, which is more likely a slip than a stranger. */
export function isNearlyOwn(source: string, prefix: string): boolean {
  const words = prefix.split(".").length - 1;
  const start = source.split(".").slice(0, words).join(".");
  return start !== prefix.slice(0, -1) && isNear(`${start}.`, prefix);
}
