import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { hex32 } from "@tributary/bus/event-id";
import { serviceLog } from "@tributary/bus/log";
import type { SubscriptionDependencies } from "@tributary/bus/subscription";
import { service } from "@tributary/contracts/fhir-sync.operations";
import { dynamodbIdempotency } from "@tributary/delivery/dynamodb-idempotency";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { clientFromEnvironment } from "@tributary/healthlake/client-from-environment";
import { Resource } from "sst/resource";
import { dynamodbIdentities } from "./dynamodb-identities.ts";
import { dynamodbSyncStates } from "./dynamodb-sync-states.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";

/** What the SST program links to the functions of this service; SST reads it from the environment when it is asked for. */
const links = Resource as unknown as {
  readonly Datastore: { readonly id: string };
  readonly FhirSyncState: { readonly name: string };
  readonly FhirIdentities: { readonly name: string };
  readonly TrustedSystems: { readonly systems: readonly string[] };
  readonly FhirSyncIdempotency: { readonly name: string };
  readonly Quarantine: { readonly name: string };
  readonly QuarantineReports: { readonly url: string };
};

/** For how long a call to the data store is repeated: within the time of an invocation. */
const BUDGET_MS = 4_000;

/** What the consumer works with on AWS. */
export function consumeDependencies(): Required<Omit<SubscriptionDependencies, "payloads">> & SyncDependencies {
  const dynamodb = new DynamoDBClient({});
  return {
    client: clientFromEnvironment(links.Datastore.id, { budgetMs: BUDGET_MS }),
    states: dynamodbSyncStates({ table: links.FhirSyncState.name, client: dynamodb }),
    identities: dynamodbIdentities({ table: links.FhirIdentities.name, hash: hex32, client: dynamodb }),
    trustedSystems: links.TrustedSystems.systems,
    newId: () => crypto.randomUUID(),
    idempotency: dynamodbIdempotency({ table: links.FhirSyncIdempotency.name, consumer: service, client: dynamodb }),
    quarantine: s3Quarantine({ bucket: links.Quarantine.name, reportsUrl: links.QuarantineReports.url }),
    log: serviceLog(service),
    sleep: milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds)),
  };
}
