import { receives } from "@tributary/contracts/fhir-sync.operations";
import type { EventBus } from "../../infra/bus.ts";
import { datastore, mayCallDatastore } from "../../infra/datastore.ts";
import { encryptedTable } from "../../infra/encrypted-table.ts";
import { subscribe } from "../../infra/subscribe.ts";

/** The synchronisation of the registry's patients into the data store. */
export function fhirSync(bus: EventBus): void {
  const state = encryptedTable("FhirSyncState", {
    fields: { pk: "string" },
    primaryIndex: { hashKey: "pk" },
  });
  const idempotency = encryptedTable("FhirSyncIdempotency", {
    fields: { id: "string" },
    primaryIndex: { hashKey: "id" },
    ttl: "expiresAt",
  });
  subscribe("FhirSync", bus, {
    receives,
    handler: "services/fhir-sync/handler.consume",
    link: [datastore.link, state, idempotency],
    permissions: [
      { actions: ["dynamodb:GetItem", "dynamodb:PutItem"], resources: [state.arn] },
      {
        actions: ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        resources: [idempotency.arn],
      },
      mayCallDatastore(
        "healthlake:DeleteResource",
        "healthlake:ReadResource",
        "healthlake:SearchWithPost",
        "healthlake:UpdateResource",
      ),
    ],
  });
}
