import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { hex32 } from "@tributary/bus/event-id";
import { subscribe } from "@tributary/bus/subscribe";
import type { Handlers } from "@tributary/bus/subscription";
import { receives, service } from "@tributary/contracts/fhir-sync.operations";
import { clientSettings } from "@tributary/delivery/client-settings";
import { clientFromEnvironment } from "@tributary/healthlake/client-from-environment";
import { consumerPorts } from "@tributary/sst/consumer-ports";
import { type DatastoreLink, links, type TableLink } from "@tributary/sst/links";
import { dynamodbIdentities } from "./dynamodb-identities.ts";
import { dynamodbSyncStates } from "./dynamodb-sync-states.ts";
import { noticePatient } from "./foreign-patient.ts";
import type { Mapping } from "./mapping.ts";
import { mappings } from "./mappings.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";
import { itemHandlers } from "./sync-item.ts";

const linked = links<{
  readonly Datastore: DatastoreLink;
  readonly FhirSyncState: TableLink;
  readonly FhirIdentities: TableLink;
  readonly TrustedSystems: { readonly systems: readonly string[] };
}>();

/** Retries of a call to the data store end within an invocation. Milliseconds. */
const BUDGET_MS = 4_000;

/** Items go through every mapping of them; a Patient that somebody else wrote may move what was mapped. */
export const handlersFor = (all: readonly Mapping[]): Handlers<typeof receives, SyncDependencies> => ({
  ...itemHandlers(all),
  "FhirResourceChanged.v1": (event, { dependencies }) => noticePatient(event, dependencies),
});

/** What the service does with each event that it receives. */
export const handlers = handlersFor(mappings);

/** Writes into the data store what the mappings make of the items: the registry's patients, one Patient for each person. */
export const consume = subscribe({
  service,
  receives,
  handlers,
  dependencies() {
    const dynamodb = new DynamoDBClient(clientSettings);
    return {
      ...consumerPorts("FhirSync", { service, receives, dynamodb }),
      client: clientFromEnvironment(linked.Datastore.id, { budgetMs: BUDGET_MS }),
      states: dynamodbSyncStates({ table: linked.FhirSyncState.name, client: dynamodb }),
      identities: dynamodbIdentities({ table: linked.FhirIdentities.name, hash: hex32, client: dynamodb }),
      trustedSystems: linked.TrustedSystems.systems,
      newId: () => crypto.randomUUID(),
      sleep: (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds)),
    };
  },
});
