import "./links.ts";
import { patientRegistry } from "../services/patient-registry/infra.ts";
import { patientTimeline } from "../services/patient-timeline/infra.ts";
import { clinicalBus } from "./bus.ts";

const registry = patientRegistry(clinicalBus);
const timeline = patientTimeline(clinicalBus);

/** What `sst deploy` prints. */
export const outputs = { bus: clinicalBus.component.name, registry: registry.name, timeline: timeline.name };
