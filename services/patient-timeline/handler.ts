import { subscribe } from "@tributary/bus/subscribe";
import type { Handlers } from "@tributary/bus/subscription";
import { receives, service } from "@tributary/contracts/patient-timeline.operations";
import { dynamodbNewestItems } from "@tributary/delivery/dynamodb-newest-items";
import { clientFromEnvironment } from "@tributary/healthlake/client-from-environment";
import { consumerPorts } from "@tributary/sst/consumer-ports";
import { type DatastoreLink, links, type TableLink } from "@tributary/sst/links";
import { applyFhirChange, type TimelineDependencies } from "./fhir-changes.ts";
import { decide, TIMELINE, type TimelineEntry } from "./timeline.ts";

const linked = links<{ readonly Datastore: DatastoreLink; readonly Timeline: TableLink }>();

/** Retries of a call to the data store end within an invocation. Milliseconds. */
const BUDGET_MS = 4_000;

/** One write per event, guarded by its sequence. */
export const handlers: Handlers<typeof receives, TimelineDependencies> = {
  "PatientRecordChanged.v1": {
    guarded: (event, { dependencies: { timeline } }) => timeline.put(decide(event), event.data.change),
  },
  "AddressChanged.v1": {
    guarded: (event, { dependencies: { timeline } }) => timeline.put(decide(event), event.data.change),
  },
  "FhirResourceChanged.v1": {
    guarded: (event, { dependencies }) => applyFhirChange(event, dependencies),
  },
};

/** Keeps the newest state of every patient, address and FHIR resource. */
export const consume = subscribe({
  service,
  receives,
  handlers,
  dependencies: () => ({
    ...consumerPorts("Timeline", { service, receives }),
    timeline: dynamodbNewestItems<TimelineEntry>({ table: linked.Timeline.name, ...TIMELINE }),
    client: clientFromEnvironment(linked.Datastore.id, { budgetMs: BUDGET_MS }),
    sleep: (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds)),
  }),
});
