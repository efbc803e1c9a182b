import { changeCapture } from "@tributary/sst/change-capture";
import type { EventBus } from "@tributary/sst/encrypted-bus";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { sends } from "#contracts/visits.operations";

/** A table, and the capture of its changes. */
export function visits(bus: EventBus): void {
  const table = encryptedTable(bus.stack, "Visits", { key: ["visitId"], stream: true });
  changeCapture(bus, "VisitsCapture", {
    table,
    sends,
    handler: "services/visits/handler.capture",
  });
}
