import { receives, sends } from "@tributary/contracts/patient-registry.operations";
import type { EventBus } from "../../infra/bus.ts";
import { changeCapture } from "../../infra/change-capture.ts";
import { changePipe } from "../../infra/change-pipe.ts";
import { encryptedTable } from "../../infra/encrypted-table.ts";
import { captureBy } from "../../infra/stage.ts";
import { subscribe } from "../../infra/subscribe.ts";
import { tableComparison } from "../../infra/table-comparison.ts";

/** The registry: one table of patients and addresses, the capture of its changes, and their comparison. Returns the table. */
export function patientRegistry(bus: EventBus): sst.aws.Dynamo {
  const registry = encryptedTable("Registry", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    stream: "new-and-old-images",
    ttl: "expiresAt",
  });
  if (captureBy === "stream")
    changeCapture("RegistryCapture", registry, bus, { handler: "services/patient-registry/handler.capture", sends });
  else changePipe("Registry", registry, bus, { handler: "services/patient-registry/handler.enrich", sends });

  const published = encryptedTable("RegistryPublished", {
    fields: { id: "string" },
    primaryIndex: { hashKey: "id" },
    ttl: "expiresAt",
  });
  subscribe("RegistryPublished", bus, {
    receives,
    handler: "services/patient-registry/handler.keep",
    link: [published],
    permissions: [{ actions: ["dynamodb:PutItem"], resources: [published.arn] }],
  });
  tableComparison("Registry", registry, bus, {
    published,
    sends,
    scheduled: "services/patient-registry/handler.compare",
    onDemand: "services/patient-registry/handler.operate",
  });
  return registry;
}
