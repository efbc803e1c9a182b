import { fhirSync } from "../services/fhir-sync/infra.ts";
import { healthlakeChanges } from "../services/healthlake-changes/infra.ts";
import { patientRegistry } from "../services/patient-registry/infra.ts";
import { patientTimeline } from "../services/patient-timeline/infra.ts";
import { clinicalBus as bus } from "./bus.ts";
import { recordCalls } from "./call-records.ts";
import { datastore } from "./datastore.ts";
import { noticesBus, noticesPolicy } from "./notices-bus.ts";
import { callRecords, captureBy, trustedSystems } from "./stage.ts";

recordCalls();
const registry = patientRegistry(bus, captureBy);
const timeline = patientTimeline(bus, datastore);
healthlakeChanges(bus, { datastore, noticesBus, noticesPolicy, callsRecorded: callRecords !== "off" });
fhirSync(bus, datastore, trustedSystems);

/** What `sst deploy` prints. */
export const outputs = {
  bus: bus.component.name,
  registry: registry.name,
  timeline: timeline.name,
  datastore: datastore.id,
};
