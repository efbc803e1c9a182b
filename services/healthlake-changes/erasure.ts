import type { Erasure } from "@tributary/delivery/erasure";

/** This service keeps only ids, versions and times. */
export const erasure: Erasure = {
  nothingIn: {
    ChangeLedger: "ids of resources and their newest versions, numbers of events, and marks of windows",
    HealthLakeNoticesQueue: "ids of resources that changed",
    HealthLakeWindowsQueue: "times to look at, and ids of resources that changed",
  },
};
