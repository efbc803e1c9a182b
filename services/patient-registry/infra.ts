import { sends } from "@tributary/contracts/patient-registry.operations";
import type { EventBus } from "../../infra/bus.ts";
import { changeCapture } from "../../infra/change-capture.ts";
import { changePipe } from "../../infra/change-pipe.ts";
import { encryptedTable } from "../../infra/encrypted-table.ts";
import { captureBy } from "../../infra/stage.ts";

/** The registry: one table of patients and addresses, and the capture of its changes. Returns the table. */
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
  return registry;
}
