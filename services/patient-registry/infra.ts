import { receives, sends } from "@tributary/contracts/patient-registry.operations";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { tableCapture } from "@tributary/sst/table-capture";
import { tableComparison } from "@tributary/sst/table-comparison";

/** The registry's table, the capture of its changes, and their comparison with what was published. Returns the table. */
export function patientRegistry(bus: EventBus, captureBy: "stream" | "pipe"): sst.aws.Dynamo {
  const handlers = "services/patient-registry/handler";
  const table = encryptedTable(bus.stack, "Registry", { key: ["pk", "sk"], stream: true, ttl: "expiresAt" });
  tableCapture(bus, "Registry", captureBy, { table, sends, handlers });
  tableComparison(bus, "Registry", { table, sends, receives, handlers });
  return table;
}
