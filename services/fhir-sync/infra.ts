import { receives } from "@tributary/contracts/fhir-sync.operations";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { type Link, lookUp, mayReadAndWrite } from "@tributary/sst/grant";
import { type Datastore, mayCallDatastore } from "@tributary/sst/may-call-datastore";
import { subscribe } from "@tributary/sst/subscribe";

/** Writes the registry's patients into the data store. `systems`: the link `TrustedSystems`. */
export function fhirSync(bus: EventBus, datastore: Datastore, systems: Link): void {
  const state = encryptedTable(bus.stack, "FhirSyncState", { key: ["pk"] });
  const identities = encryptedTable(bus.stack, "FhirIdentities", { key: ["pk", "sk"], ttl: "expiresAt" });
  const calls = mayCallDatastore(datastore, "DeleteResource", "ReadResource", "UpdateResource");
  const uses = [mayReadAndWrite(state), mayReadAndWrite(identities, "dynamodb:Query"), calls, lookUp(systems)];
  subscribe(bus, "FhirSync", { receives, handler: "services/fhir-sync/handler.consume", atOnce: 5, uses });
}
