import { receives } from "@tributary/contracts/fhir-sync.operations";
import type { Stack } from "../../infra/define-stack.ts";
import type { EventBus } from "../../infra/encrypted-bus.ts";
import { encryptedTable } from "../../infra/encrypted-table.ts";
import { grant, lookUp } from "../../infra/grant.ts";
import { type Datastore, mayCallDatastore } from "../../infra/may-call-datastore.ts";
import { subscribe } from "../../infra/subscribe.ts";

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
      grant(state, "dynamodb:GetItem", "dynamodb:PutItem"),
      grant(identities, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
      grant(idempotency, "dynamodb:DeleteItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"),
      mayCallDatastore(datastore, "healthlake:DeleteResource", "healthlake:ReadResource", "healthlake:UpdateResource"),
      lookUp(trusted),
    ],
  });
}
