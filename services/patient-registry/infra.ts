import { receives, sends } from "@tributary/contracts/patient-registry.operations";
import { changeCapture } from "@tributary/sst/change-capture";
import { changePipe } from "@tributary/sst/change-pipe";
import type { Stack } from "@tributary/sst/create-stack";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { grant } from "@tributary/sst/grant";
import { subscribe } from "@tributary/sst/subscribe";
import { tableComparison } from "@tributary/sst/table-comparison";

interface RegistryArgs {
  readonly bus: EventBus;
  /** How changes leave the table: a function on the stream, or an EventBridge pipe. */
  readonly captureBy: "stream" | "pipe";
}

/** The registry: one table of patients and addresses, the capture of its changes, and their comparison. Returns the table. */
export function patientRegistry(stack: Stack, { bus, captureBy }: RegistryArgs): sst.aws.Dynamo {
  const table = encryptedTable(stack, "Registry", {
    fields: { pk: "string", sk: "string" },
    primaryIndex: { hashKey: "pk", rangeKey: "sk" },
    stream: "new-and-old-images",
    ttl: "expiresAt",
  });
  const changes = { table, bus, sends };
  if (captureBy === "stream")
    changeCapture(stack, "RegistryCapture", { ...changes, handler: "services/patient-registry/handler.capture" });
  else changePipe(stack, "Registry", { ...changes, handler: "services/patient-registry/handler.enrich" });

  const published = encryptedTable(stack, "RegistryPublished", {
    fields: { id: "string" },
    primaryIndex: { hashKey: "id" },
    ttl: "expiresAt",
  });
  subscribe(stack, "RegistryPublished", {
    bus,
    receives,
    handler: "services/patient-registry/handler.keep",
    atOnce: 20,
    uses: [grant(published, "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate")],
  });
  tableComparison(stack, "Registry", {
    ...changes,
    published,
    scheduled: "services/patient-registry/handler.compare",
    onDemand: "services/patient-registry/handler.operate",
  });
  return table;
}
