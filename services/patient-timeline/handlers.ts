import type { Handlers } from "@tributary/bus/subscription";
import type { receives } from "@tributary/contracts/patient-timeline.operations";
import type { TimelineStore } from "./store.ts";
import { timelineEntry } from "./timeline.ts";

/** What the timeline does with each event that it receives. */
export const handlers: Handlers<typeof receives, { readonly timeline: TimelineStore }> = {
  "PatientRecordChanged.v1": async (event, { dependencies }) => {
    await dependencies.timeline.apply(timelineEntry(event));
  },
  "AddressChanged.v1": async (event, { dependencies }) => {
    await dependencies.timeline.apply(timelineEntry(event));
  },
};
