import { receives, sends } from "@tributary/contracts/patient-registry.operations";
import { changeCapture } from "@tributary/sst/change-capture";
import { changePipe } from "@tributary/sst/change-pipe";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { conditionalWrites, grant } from "@tributary/sst/grant";
import { subscribe } from "@tributary/sst/subscribe";
import { tableComparison } from "@tributary/sst/table-comparison";

const handlers = "services/patient-registry/handler";

/**
 * The registry: one table of patients and addresses, the capture of its changes by a function on the stream or by an EventBridge
 * pipe, and their comparison with what was published. Returns the table.
 */
export function patientRegistry(bus: EventBus, captureBy: "stream" | "pipe"): sst.aws.Dynamo {
  const table = encryptedTable(bus.stack, "Registry", { key: ["pk", "sk"], stream: true, ttl: "expiresAt" });
  if (captureBy === "stream") changeCapture(bus, "RegistryCapture", { table, sends, handler: `${handlers}.capture` });
  else changePipe(bus, "Registry", { table, sends, handler: `${handlers}.enrich` });

  const published = encryptedTable(bus.stack, "RegistryPublished", { key: ["id"], ttl: "expiresAt" });
  const uses = [grant(published, ...conditionalWrites)];
  subscribe(bus, "RegistryPublished", { receives, handler: `${handlers}.keep`, atOnce: 20, uses });
  const compared = { table, published, sends };
  tableComparison(bus, "Registry", { ...compared, scheduled: `${handlers}.compare`, onDemand: `${handlers}.operate` });
  return table;
}
