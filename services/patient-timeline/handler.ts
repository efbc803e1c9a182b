import { subscribe } from "@tributary/bus/subscribe";
import { receives, service } from "@tributary/contracts/patient-timeline.operations";
import { consumeDependencies } from "./dependencies.ts";
import { timelineEntry } from "./timeline.ts";

/** Keeps the newest state of every patient and address. */
export const consume = subscribe({
  service,
  receives,
  handlers: {
    "PatientRecordChanged.v1": async (event, { dependencies }) => {
      await dependencies.timeline.apply(timelineEntry(event));
    },
    "AddressChanged.v1": async (event, { dependencies }) => {
      await dependencies.timeline.apply(timelineEntry(event));
    },
  },
  dependencies: consumeDependencies,
});
