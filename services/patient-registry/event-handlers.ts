import { publishedState } from "@tributary/bus/published-state";
import type { Handlers } from "@tributary/bus/subscription";
import type { receives } from "@tributary/contracts/patient-registry.operations";
import type { PublishedStates } from "@tributary/delivery/published-states";

/** What keeping published states takes. */
export interface KeepDependencies {
  readonly states: PublishedStates;
}

/** What the registry does with each of its own events: it keeps what was published, to compare the table with. */
export const handlers: Handlers<typeof receives, KeepDependencies> = {
  "PatientRecordChanged.v1": {
    guarded: (event, { dependencies }) => dependencies.states.record(publishedState(event), event.data.change),
  },
  "AddressChanged.v1": {
    guarded: (event, { dependencies }) => dependencies.states.record(publishedState(event), event.data.change),
  },
};
