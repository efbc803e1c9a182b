import { fhirSync } from "../services/fhir-sync/infra.ts";
import { healthlakeChanges } from "../services/healthlake-changes/infra.ts";
import { patientRegistry } from "../services/patient-registry/infra.ts";
import { patientTimeline } from "../services/patient-timeline/infra.ts";
import { clinicalBus as bus } from "./bus.ts";
import { recordCalls } from "./call-records.ts";
import { datastore } from "./datastore.ts";
import { callRecords, captureBy } from "./stage.ts";
import { trustedSystems } from "./trusted-systems.ts";

recordCalls();
const registry = patientRegistry(bus, captureBy);
const timeline = patientTimeline(bus, datastore);
healthlakeChanges(bus, datastore, callRecords !== "off");
fhirSync(bus, datastore, trustedSystems);

/** What `sst deploy` prints. */
export const outputs = {
  bus: bus.component.name,
  registry: registry.name,
  timeline: timeline.name,
  datastore: datastore.id,
};
