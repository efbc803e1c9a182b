import type { CloudContext } from "../../../kernel/service.ts";
import type { WrittenEvent } from "../puts/event.ts";
import { rulesOfBus } from "../rules/rules-of-bus.ts";
import { deliver } from "./deliver.ts";
import { postpone } from "./postpone.ts";

/**
 * Brings an event to the targets of all rules of a bus that it matches, or of those of them that `only` names by ARN.
 * `hops` counts the buses that it came through.
 */
export function routeEvent(
  context: CloudContext,
  bus: string,
  written: WrittenEvent,
  hops: number,
  only?: ReadonlySet<string>,
): void {
  for (const rule of rulesOfBus(context, bus).match(written.event)) {
    if (only && !only.has(rule.arn)) continue;
    context.report({ kind: "events:matched", name: rule.name, count: 1 });
    const { copies = 1, delayMs = 0 } = context.faults.deliver?.(rule.arn, written.event) ?? {};
    for (const target of rule.targets) {
      const delivery = { rule, target, ...written, hops, attempts: 0, acceptedAt: context.clock.now() };
      for (let copy = 0; copy < copies; copy++) {
        if (delayMs > 0) postpone(context, delivery, context.clock.now() + delayMs);
        else deliver(context, delivery, routeEvent);
      }
    }
  }
}
