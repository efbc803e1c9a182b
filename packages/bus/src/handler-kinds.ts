import type { EventDetail } from "@tributary/contract/event-contract";
import { needsClaim } from "@tributary/contract/needs-claim";
import type { GuardedHandler, Handler, Operations } from "./subscription.ts";
import type { Upcasters } from "./upcast-event.ts";

/** A handler of either kind, looked up by detail-type. */
export type AnyHandler<Dependencies> = Handler<EventDetail, Dependencies> | GuardedHandler<EventDetail, Dependencies>;

/**
 * The detail-types whose events are handled within a claim: all except those with `dedupe: sequence`, whose handler guards
 * its write, and `dedupe: none`, which are handled each time. Throws a `TypeError` for a handler of the wrong kind. An old
 * version is handled as the version that its upcasters lead to.
 */
export function claimedDetailTypes<Dependencies>(
  receives: Operations,
  handlers: Readonly<Record<string, AnyHandler<Dependencies>>>,
  upcasters: Upcasters,
): ReadonlySet<string> {
  const claimed = new Set<string>();
  for (const [detailType, { delivery }] of Object.entries(receives)) {
    const handler = handlers[newestOf(detailType, upcasters)];
    const asksForGuard = delivery?.dedupe === "sequence";
    if (handler !== undefined && isGuarded(handler) !== asksForGuard) {
      const asked = asksForGuard ? "dedupe: sequence" : `dedupe: ${delivery?.dedupe ?? "eventId"}`;
      const wanted = asksForGuard
        ? "must be { guarded }, one write that metadata.sequence guards"
        : "must be a function: a guarded write is for dedupe: sequence";
      throw new TypeError(`${detailType} is received with ${asked}, so its handler ${wanted}.`);
    }
    if (needsClaim(delivery)) claimed.add(detailType);
  }
  return claimed;
}

/** Whether a handler guards its write by sequence. */
export function isGuarded<Dependencies>(
  handler: AnyHandler<Dependencies>,
): handler is GuardedHandler<EventDetail, Dependencies> {
  return typeof handler === "object" && typeof handler?.guarded === "function";
}

/** A circle of upcasters is reported where an event meets it. */
function newestOf(detailType: string, upcasters: Upcasters): string {
  const passed = new Set<string>();
  let newest = detailType;
  while (Object.hasOwn(upcasters, newest) && !passed.has(newest)) {
    passed.add(newest);
    newest = upcasters[newest]!.to.detailType;
  }
  return newest;
}
