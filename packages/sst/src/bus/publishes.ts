import { putEventsStatement } from "@tributary/contract-tools/put-events-statement";
import type { Grant } from "../function/grant.ts";
import type { Operations } from "./delivery-rule.ts";
import { onBus } from "./delivery-rule.ts";
import type { EventBus } from "./encrypted-bus.ts";

/** Lets a function look up the bus and publish the events that its service sends by contract, and no others; throws if there are none. */
export function publishes(bus: EventBus, sends: Operations): Grant {
  const statement = putEventsStatement(onBus(bus.contractName, sends).map(({ contract }) => contract));
  if (statement === undefined) throw new Error(`no event is sent on the bus "${bus.contractName}"`);
  const conditions = statement.conditions.map(({ values, ...condition }) => ({ ...condition, values: [...values] }));
  return {
    link: [bus.component],
    permissions: [{ actions: [...statement.actions], resources: [bus.component.arn], conditions }],
  };
}
