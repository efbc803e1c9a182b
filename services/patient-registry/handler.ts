import { captureChanges } from "@tributary/bus/capture-changes";
import { enrichChanges } from "@tributary/bus/enrich-changes";
import { captureDependencies, enrichDependencies } from "./dependencies.ts";
import { eventsOf } from "./patient.ts";

const service = "patient-registry";

/** Publishes the changes that the registry's stream brings. */
export const capture = captureChanges({ service, mapping: eventsOf, dependencies: captureDependencies });

/** Turns a pipe's batch of stream records into events. */
export const enrich = enrichChanges({ service, mapping: eventsOf, dependencies: enrichDependencies });
