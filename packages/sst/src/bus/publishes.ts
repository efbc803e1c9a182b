import { putEventsStatement } from "@tributary/contract-tools/put-events-statement";
import type { Permission } from "../function/grant.ts";
import type { Operations } from "./delivery-rule.ts";
import { onBus } from "./delivery-rule.ts";
import type { EventBus } from "./encrypted-bus.ts";

/** Lets a role publish exactly the events that a service sends by contract, on this bus and no other; throws when it sends none. */
export function publishes(bus: EventBus, sends: Operations): Permission {
  const statement = putEventsStatement(onBus(bus.contractName, sends).map(({ contract }) => contract));
  if (statement === undefined) throw new Error(`no event is sent on the bus "${bus.contractName}"`);
  return {
    actions: [...statement.actions],
    resources: [bus.component.arn],
    conditions: statement.conditions.map(({ values, ...condition }) => ({ ...condition, values: [...values] })),
  };
}
