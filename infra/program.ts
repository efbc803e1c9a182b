import "./links.ts";
import { fhirSync } from "../services/fhir-sync/infra.ts";
import { healthlakeChanges } from "../services/healthlake-changes/infra.ts";
import { patientRegistry } from "../services/patient-registry/infra.ts";
import { patientTimeline } from "../services/patient-timeline/infra.ts";
import { clinicalBus } from "./bus.ts";
import { datastore } from "./datastore.ts";

const registry = patientRegistry(clinicalBus);
const timeline = patientTimeline(clinicalBus);
healthlakeChanges(clinicalBus);
fhirSync(clinicalBus);

/** What `sst deploy` prints. */
export const outputs = {
  bus: clinicalBus.component.name,
  registry: registry.name,
  timeline: timeline.name,
  datastore: datastore.id,
};
