import type { ContractOperation } from "@tributary/contract/contract-operation";
import type { EventDetail } from "@tributary/contract/event-contract";
import type { PublishedStates } from "@tributary/delivery/published-states";
import { publishedState } from "./published-state.ts";
import type { GuardedHandler, Handlers } from "./subscription.ts";

/** Dependencies of the handlers of `keepPublished`. */
export interface KeepDependencies {
  readonly states: PublishedStates;
}

/** Change events that a service receives with `dedupe: sequence`: its own. */
type ChangeOperations = Readonly<Record<string, ContractOperation<EventDetail<ChangeData>, "sequence">>>;
type ChangeData = { readonly change: "created" | "updated" | "deleted" };

/** Handlers that record each event as the last published of its subject, to compare the service's table with. */
export function keepPublished<Receives extends ChangeOperations>(
  receives: Receives,
): Handlers<Receives, KeepDependencies> {
  const handler: GuardedHandler<EventDetail<ChangeData>, KeepDependencies> = {
    guarded: (event, { dependencies }) => dependencies.states.record(publishedState(event), event.data.change),
  };
  // One handler serves every detail-type; the mapped type asks for one of each.
  return Object.fromEntries(Object.keys(receives).map(detailType => [detailType, handler])) as never;
}
