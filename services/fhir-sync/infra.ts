import { receives } from "@tributary/contracts/fhir-sync.operations";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { conditionalWrites, grant, lookUp } from "@tributary/sst/grant";
import { type Datastore, mayCallDatastore } from "@tributary/sst/may-call-datastore";
import { subscribe } from "@tributary/sst/subscribe";

/** The synchronisation of the registry's patients into the data store, which is told by `systems` who is one person. */
export function fhirSync(bus: EventBus, datastore: Datastore, systems: readonly string[]): void {
  const state = encryptedTable(bus.stack, "FhirSyncState", { key: ["pk"] });
  const identities = encryptedTable(bus.stack, "FhirIdentities", { key: ["pk", "sk"], ttl: "expiresAt" });
  const uses = [
    grant(state, "dynamodb:BatchGetItem", ...conditionalWrites),
    grant(identities, "dynamodb:BatchGetItem", ...conditionalWrites, "dynamodb:Query"),
    mayCallDatastore(datastore, "DeleteResource", "ReadResource", "UpdateResource"),
    lookUp(new sst.Linkable("TrustedSystems", { properties: { systems: [...systems] } })),
  ];
  subscribe(bus, "FhirSync", { receives, handler: "services/fhir-sync/handler.consume", atOnce: 5, uses });
}
