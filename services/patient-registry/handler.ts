import { captureChanges } from "@tributary/bus/capture-changes";
import { comparisonRequest } from "@tributary/bus/comparison-request";
import { enrichChanges } from "@tributary/bus/enrich-changes";
import { keepPublished } from "@tributary/bus/keep-published";
import { handleComparisons, operateComparison } from "@tributary/bus/operate-comparison";
import { receiveMessages } from "@tributary/bus/receive-messages";
import { subscribe } from "@tributary/bus/subscribe";
import type { TableEvents } from "@tributary/bus/table-differences";
import { receives, sends, service } from "@tributary/contracts/patient-registry.operations";
import { comparisonPorts, keepPorts } from "@tributary/sst/comparison-ports";
import { consumerPorts } from "@tributary/sst/consumer-ports";
import { enrichPorts, producerPorts } from "@tributary/sst/producer-ports";
import { decide, keyOf } from "./patient.ts";

const producer = { service, sends };

/** Publishes the changes that the registry's stream brings. */
export const capture = captureChanges({
  service,
  mapping: decide,
  dependencies: () => producerPorts("ClinicalBus", producer),
});

/** Turns a pipe's batch of stream records into events. */
export const enrich = enrichChanges({ service, mapping: decide, dependencies: () => enrichPorts(producer) });

/** The registry receives its own events, so that its table can be compared with them. */
export const handlers = keepPublished(receives);

/** Records what was last published of every patient and address. */
export const keep = subscribe({
  service,
  receives,
  handlers,
  dependencies: () => ({ ...consumerPorts("RegistryPublished", { service, receives }), ...keepPorts("Registry") }),
});

/** How the registry's items become events. */
export const registryEvents: TableEvents = {
  ...{ service, mapping: decide, keyOf },
  contracts: Object.values(sends).map(({ contract }) => contract),
};
const comparing = () => comparisonPorts("Registry", { ...producer, bus: "ClinicalBus", key: ["pk", "sk"] });

/** Compares the table with what was published, once a day. */
export const compare = receiveMessages({
  service,
  decode: comparisonRequest,
  handle: handleComparisons(registryEvents),
  dependencies: comparing,
});

/** Compares a slice of the table for an operator. */
export const operate = operateComparison({ ...registryEvents, dependencies: comparing });
