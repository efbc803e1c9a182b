import { captureChanges } from "@tributary/bus/capture-changes";
import { producerPorts } from "@tributary/sst/producer-ports";
import { sends, service } from "#contracts/visits.operations";
import { decide } from "./item.ts";

/** Publishes the changes that the table's stream brings. */
export const capture = captureChanges({
  service,
  mapping: decide,
  dependencies: () => producerPorts("EventsBus", { service, sends }),
});
