import { subscribe } from "@tributary/bus/subscribe";
import { receives, service } from "@tributary/contracts/patient-timeline.operations";
import { clientFromEnvironment } from "@tributary/healthlake/client-from-environment";
import { consumerPorts } from "@tributary/sst/consumer-ports";
import { type DatastoreLink, links, type TableLink } from "@tributary/sst/links";
import { dynamodbTimeline } from "./dynamodb-timeline.ts";
import { handlers } from "./event-handlers.ts";

/** What the SST program links to the function. */
const linked = links<{ readonly Datastore: DatastoreLink; readonly Timeline: TableLink }>();

/** For how long a call to the data store is repeated: within the time of an invocation. */
const BUDGET_MS = 4_000;

/** Keeps the newest state of every patient and address. */
export const consume = subscribe({
  service,
  receives,
  handlers,
  dependencies: () => ({
    ...consumerPorts("Timeline", { service, receives }),
    timeline: dynamodbTimeline({ table: linked.Timeline.name }),
    client: clientFromEnvironment(linked.Datastore.id, { budgetMs: BUDGET_MS }),
    sleep: (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds)),
  }),
});
