import { captureChanges } from "@tributary/bus/capture-changes";
import { enrichChanges } from "@tributary/bus/enrich-changes";
import { serviceLog } from "@tributary/bus/log";
import { createPublisher } from "@tributary/bus/publish";
import { putEventsOn } from "@tributary/bus/put-events";
import { s3Quarantine } from "@tributary/delivery/s3-quarantine";
import { links } from "./links.ts";
import { eventsOf } from "./patient.ts";

const service = "patient-registry";

const dependencies = () => ({
  publish: createPublisher({ putEvents: putEventsOn(), busName: links().ClinicalBus.name }),
  ...setAside(),
});

const setAside = () => ({
  quarantine: s3Quarantine({ bucket: links().Quarantine.name, reportsUrl: links().QuarantineReports.url }),
  log: serviceLog(service),
});

/** Publishes the changes that the registry's stream brings. */
export const capture = captureChanges({ service, mapping: eventsOf, dependencies });

/** Turns a pipe's batch of stream records into events. */
export const enrich = enrichChanges({ service, mapping: eventsOf, dependencies: setAside });
