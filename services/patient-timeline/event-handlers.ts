import type { Handlers } from "@tributary/bus/subscription";
import type { receives } from "@tributary/contracts/patient-timeline.operations";
import { applyFhirChange, type FhirChangeDependencies } from "./fhir-changes.ts";
import { timelineEntry } from "./timeline.ts";

/** What the timeline does with each event that it receives. */
export const handlers: Handlers<typeof receives, FhirChangeDependencies> = {
  "PatientRecordChanged.v1": {
    guarded: (event, { dependencies }) => dependencies.timeline.apply(timelineEntry(event), event.data.change),
  },
  "AddressChanged.v1": {
    guarded: (event, { dependencies }) => dependencies.timeline.apply(timelineEntry(event), event.data.change),
  },
  "FhirResourceChanged.v1": {
    guarded: (event, { dependencies }) => applyFhirChange(event, dependencies),
  },
};
