import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { hex32 } from "@tributary/bus/event-id";
import { receives, service } from "@tributary/contracts/fhir-sync.operations";
import { clientSettings } from "@tributary/delivery/client-settings";
import { clientFromEnvironment } from "@tributary/healthlake/client-from-environment";
import { type ConsumerPorts, consumerPorts } from "@tributary/sst/consumer-ports";
import { type DatastoreLink, links, type TableLink } from "@tributary/sst/links";
import { dynamodbIdentities } from "./dynamodb-identities.ts";
import { dynamodbSyncStates } from "./dynamodb-sync-states.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";

/** What the SST program links to the function of this service. */
const linked = links<{
  readonly Datastore: DatastoreLink;
  readonly FhirSyncState: TableLink;
  readonly FhirIdentities: TableLink;
  readonly TrustedSystems: { readonly systems: readonly string[] };
}>();

/** For how long a call to the data store is repeated: within the time of an invocation. */
const BUDGET_MS = 4_000;

/** What the consumer works with on AWS. */
export function consumeDependencies(): ConsumerPorts<typeof receives> & SyncDependencies {
  const dynamodb = new DynamoDBClient(clientSettings);
  return {
    ...consumerPorts("FhirSync", { service, receives, dynamodb }),
    client: clientFromEnvironment(linked.Datastore.id, { budgetMs: BUDGET_MS }),
    states: dynamodbSyncStates({ table: linked.FhirSyncState.name, client: dynamodb }),
    identities: dynamodbIdentities({ table: linked.FhirIdentities.name, hash: hex32, client: dynamodb }),
    trustedSystems: linked.TrustedSystems.systems,
    newId: () => crypto.randomUUID(),
    sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
  };
}
