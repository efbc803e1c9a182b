import { sends } from "@tributary/contracts/patient-registry.operations";
import type { EventBus } from "../../infra/bus.ts";
import { changeCapture } from "../../infra/change-capture.ts";
import { changePipe } from "../../infra/change-pipe.ts";
import { encryptedTable } from "../../infra/encrypted-table.ts";
import { publishes } from "../../infra/publishes.ts";
import { mayQuarantine, quarantine, quarantineReports } from "../../infra/quarantine.ts";
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
    changeCapture("RegistryCapture", registry, {
      handler: "services/patient-registry/handler.capture",
      link: [bus.component, quarantine, quarantineReports],
      permissions: [publishes(bus, sends), ...mayQuarantine],
    });
  else
    changePipe("RegistryPipe", registry, bus, {
      handler: "services/patient-registry/handler.enrich",
      sends,
      link: [quarantine, quarantineReports],
      permissions: mayQuarantine,
    });
  return registry;
}
