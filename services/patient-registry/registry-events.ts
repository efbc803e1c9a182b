import type { TableEvents } from "@tributary/bus/table-differences";
import { sends, service } from "@tributary/contracts/patient-registry.operations";
import { eventsOf, keyOf } from "./patient.ts";

/** Which events the registry's table means, to compare it with what was published. */
export const registryEvents: TableEvents = {
  service,
  mapping: eventsOf,
  keyOf,
  contracts: Object.values(sends).map(({ contract }) => contract),
};
