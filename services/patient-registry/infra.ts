import { receives, sends } from "@tributary/contracts/patient-registry.operations";
import { changeCapture } from "@tributary/sst/change-capture";
import { changePipe } from "@tributary/sst/change-pipe";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { tableComparison } from "@tributary/sst/table-comparison";

/** The registry's table, the capture of its changes, and their comparison with what was published. Returns the table. */
export function patientRegistry(bus: EventBus, captureBy: "stream" | "pipe"): sst.aws.Dynamo {
  const handlers = "services/patient-registry/handler";
  const table = encryptedTable(bus.stack, "Registry", { key: ["pk", "sk"], stream: true, ttl: "expiresAt" });
  if (captureBy === "stream") changeCapture(bus, "RegistryCapture", { table, sends, handler: `${handlers}.capture` });
  else changePipe(bus, "Registry", { table, sends, handler: `${handlers}.enrich` });
  tableComparison(bus, "Registry", { table, sends, receives, handlers });
  return table;
}
