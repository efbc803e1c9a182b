import "./links.ts";
import { patientRegistry } from "../services/patient-registry/infra.ts";
import { patientTimeline } from "../services/patient-timeline/infra.ts";
import { bus } from "./bus.ts";

const registry = patientRegistry(bus);
const timeline = patientTimeline(bus);

/** What `sst deploy` prints. */
export const outputs = { bus: bus.name, registry: registry.name, timeline: timeline.name };
