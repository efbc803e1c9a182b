import { captureChanges } from "@tributary/bus/capture-changes";
import { comparisonRequest } from "@tributary/bus/comparison-request";
import { enrichChanges } from "@tributary/bus/enrich-changes";
import { handleComparisons, operateComparison } from "@tributary/bus/operate-comparison";
import { receiveMessages } from "@tributary/bus/receive-messages";
import { subscribe } from "@tributary/bus/subscribe";
import { receives, service } from "@tributary/contracts/patient-registry.operations";
import {
  captureDependencies,
  comparisonDependencies,
  comparisonMessages,
  enrichDependencies,
  keepDependencies,
} from "./dependencies.ts";
import { handlers } from "./event-handlers.ts";
import { eventsOf } from "./patient.ts";
import { registryEvents } from "./registry-events.ts";

/** Publishes the changes that the registry's stream brings. */
export const capture = captureChanges({ service, mapping: eventsOf, dependencies: captureDependencies });

/** Turns a pipe's batch of stream records into events. */
export const enrich = enrichChanges({ service, mapping: eventsOf, dependencies: enrichDependencies });

/** Keeps what was last published of every patient and address. */
export const keep = subscribe({ service, receives, handlers, dependencies: keepDependencies });

/** Compares the table with what was published, once a day. */
export const compare = receiveMessages({
  service,
  decode: comparisonRequest,
  handle: handleComparisons(registryEvents),
  dependencies: comparisonMessages,
});

/** Compares a slice of the table for an operator. */
export const operate = operateComparison({ ...registryEvents, dependencies: comparisonDependencies });
