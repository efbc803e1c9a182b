import { receives } from "@tributary/contracts/fhir-sync.operations";
import type { Stack } from "@tributary/sst/create-stack";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { grant, lookUp } from "@tributary/sst/grant";
import { type Datastore, mayCallDatastore } from "@tributary/sst/may-call-datastore";
import { subscribe } from "@tributary/sst/subscribe";

interface SyncArgs {
  readonly bus: EventBus;
  readonly datastore: Datastore;
  /** Systems whose identifiers name one person wherever they stand. */
  readonly trustedSystems: readonly string[];
}

/** The synchronisation of the registry's patients into the data store. */
export function fhirSync(stack: Stack, { bus, datastore, trustedSystems }: SyncArgs): void {
  const state = encryptedTable(stack, "FhirSyncState", {
    fields: { pk: "string" },
    primaryIndex: { hashKey: "pk" },
  });
  const identities = encryptedTable(stack, "FhirIdentities", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    ttl: "expiresAt",
  });
  const trusted = new sst.Linkable("TrustedSystems", { properties: { systems: [...trustedSystems] } });
  const idempotency = encryptedTable(stack, "FhirSyncIdempotency", {
    fields: { id: "string" },
    primaryIndex: { hashKey: "id" },
    ttl: "expiresAt",
  });
  subscribe(stack, "FhirSync", {
    bus,
    receives,
    handler: "services/fhir-sync/handler.consume",
    atOnce: 5,
    uses: [
      grant(state, "dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"),
      grant(identities, "dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate", "dynamodb:Query"),
      grant(idempotency, "dynamodb:DeleteItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"),
      mayCallDatastore(datastore, "healthlake:DeleteResource", "healthlake:ReadResource", "healthlake:UpdateResource"),
      lookUp(trusted),
    ],
  });
}
