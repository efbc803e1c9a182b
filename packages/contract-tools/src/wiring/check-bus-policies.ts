import { finding } from "../check/finding.ts";
import type { ContractModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { type AllowedPut, allowedPuts } from "./allowed-puts.ts";
import { putEventsStatement } from "./put-events-statement.ts";
import { ofType, textAt, type WiredResource, type Wiring } from "./read-wiring.ts";
import { busNamed, isOn } from "./routes.ts";

/**
 * Whether the policy of each bus of the contracts lets others put nothing but events of the contracts: each Allow is held to the
 * sources and detail-types of the bus. A permission of the older kind cannot say either.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
 */
export function checkBusPolicies({ events }: ContractModel, wiring: Wiring): Diagnostic[] {
  const report = ({ name, pointer }: WiredResource, at: string, who: string, excess: string) => {
    const fix = "restrict events:source and events:detail-type by StringEquals";
    const message = `${name} lets ${who} put ${excess} on a bus of the contracts`;
    return finding("grant-too-wide", wiring.source, `${pointer}/inputs/${at}`, message, { fix });
  };
  const eventsOn = (resource: WiredResource) =>
    events.filter(({ bus }) => {
      const found = busNamed(wiring, bus);
      return found !== undefined && isOn(resource, found);
    });
  const policies = ofType(wiring, "EventBusPolicy").flatMap(resource => {
    const needed = putEventsStatement(eventsOn(resource));
    if (needed === undefined) return [];
    return allowedPuts(textAt(resource.inputs, "policy")).flatMap(put =>
      needed.conditions.flatMap(({ variable, values }) =>
        excesses(put, variable, values).map(excess => report(resource, "policy", whoOf(put.principals), excess)),
      ),
    );
  });
  const permissions = ofType(wiring, "EventPermission")
    .filter(resource => eventsOn(resource).length > 0)
    .map(resource => report(resource, "principal", whoOf([textAt(resource.inputs, "principal") ?? "*"]), "any event"));
  return [...policies, ...permissions];
}

function excesses({ conditions }: AllowedPut, variable: string, values: readonly string[]): string[] {
  const noun = variable.replace("events:", "");
  const allowed = conditions.StringEquals?.[variable];
  if (allowed === undefined || allowed.length === 0) return [`events of any ${noun}`];
  return allowed
    .filter(value => !values.includes(value))
    .map(value => `events of the ${noun} ${value}, which no contract of the bus has,`);
}

const whoOf = (principals: readonly string[]): string =>
  principals.length === 0 || principals.includes("*") ? "anybody" : principals.join(" and ");
