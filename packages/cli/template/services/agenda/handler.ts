import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { subscribe } from "@tributary/bus/subscribe";
import type { Handlers } from "@tributary/bus/subscription";
import { dynamodbNewestItems } from "@tributary/delivery/dynamodb-newest-items";
import type { NewestItems } from "@tributary/delivery/newest-items";
import { consumerPorts } from "@tributary/sst/consumer-ports";
import { links, type TableLink } from "@tributary/sst/links";
import { receives, service } from "#contracts/agenda.operations";
import { decide, type Entry } from "./entry.ts";

/** What the SST program links to the function. */
const linked = links<{ readonly Agenda: TableLink }>();

/** What to do with each event that the contract says is received: without one of them, this does not compile. */
export const handlers: Handlers<typeof receives, { readonly entries: NewestItems<Entry> }> = {
  "VisitChanged.v1": {
    guarded: (event, { dependencies }) => dependencies.entries.put(decide("VisitChanged", event), event.data.change),
  },
};

/** The entries in a table. A write that is not newer than what is there changes nothing, so that a copy is harmless. */
export const entriesIn = (table: string, client?: DynamoDBClient): NewestItems<Entry> =>
  dynamodbNewestItems<Entry>({
    table,
    key: ["subject", "event"],
    optional: { after: true },
    ...(client && { client }),
  });

/** Keeps what is known of each subject. */
export const consume = subscribe({
  service,
  receives,
  handlers,
  dependencies: () => ({
    ...consumerPorts("Agenda", { service, receives }),
    entries: entriesIn(linked.Agenda.name),
  }),
});
