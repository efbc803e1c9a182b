import { receives } from "@tributary/contracts/fhir-sync.operations";
import type { EventBus } from "../../infra/bus.ts";
import { datastore, mayCallDatastore } from "../../infra/datastore.ts";
import { encryptedTable } from "../../infra/encrypted-table.ts";
import { trustedSystems } from "../../infra/stage.ts";
import { subscribe } from "../../infra/subscribe.ts";

/** The synchronisation of the registry's patients into the data store. */
export function fhirSync(bus: EventBus): void {
  const state = encryptedTable("FhirSyncState", {
    fields: { pk: "string" },
    primaryIndex: { hashKey: "pk" },
  });
  const identities = encryptedTable("FhirIdentities", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    ttl: "expiresAt",
  });
  const trusted = new sst.Linkable("TrustedSystems", { properties: { systems: [...trustedSystems] } });
  const idempotency = encryptedTable("FhirSyncIdempotency", {
    fields: { id: "string" },
    primaryIndex: { hashKey: "id" },
    ttl: "expiresAt",
  });
  subscribe("FhirSync", bus, {
    receives,
    handler: "services/fhir-sync/handler.consume",
    link: [datastore.link, state, identities, trusted, idempotency],
    permissions: [
      { actions: ["dynamodb:GetItem", "dynamodb:PutItem"], resources: [state.arn] },
      { actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], resources: [identities.arn] },
      {
        actions: ["dynamodb:DeleteItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"],
        resources: [idempotency.arn],
      },
      mayCallDatastore("healthlake:DeleteResource", "healthlake:ReadResource", "healthlake:UpdateResource"),
    ],
  });
}
