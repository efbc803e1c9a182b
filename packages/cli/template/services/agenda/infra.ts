import type { EventBus } from "@tributary/sst/encrypted-bus";
import { encryptedTable } from "@tributary/sst/encrypted-table";
import { conditionalWrites, grant } from "@tributary/sst/grant";
import { subscribe } from "@tributary/sst/subscribe";
import { receives } from "#contracts/agenda.operations";

/** A table of what is known of each subject, and the queue and function that fill it. */
export function agenda(bus: EventBus): void {
  const table = encryptedTable(bus.stack, "Agenda", { key: ["subject", "event"] });
  subscribe(bus, "Agenda", {
    receives,
    handler: "services/agenda/handler.consume",
    atOnce: 5,
    uses: [grant(table, ...conditionalWrites)],
  });
}
