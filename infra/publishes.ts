import { putEventsStatement } from "@tributary/contract-tools/put-events-statement";
import type { EventBus } from "./bus.ts";
import type { Operations } from "./delivery-rule.ts";
import { onBus } from "./delivery-rule.ts";

/** Lets a service publish exactly the events it sends by contract, on this bus and no other; throws when it sends none. */
export function publishes(bus: EventBus, sends: Operations) {
  const statement = putEventsStatement(onBus(bus.contractName, sends).map(({ contract }) => contract));
  if (statement === undefined) throw new Error(`no event is sent on the bus "${bus.contractName}"`);
  return {
    actions: [...statement.actions],
    resources: [bus.component.arn],
    conditions: statement.conditions.map(({ values, ...condition }) => ({ ...condition, values: [...values] })),
  };
}
