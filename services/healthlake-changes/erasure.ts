import type { Erasure } from "@tributary/delivery/erasure";

/** What was published of the data store is known by ids, versions and times alone. */
export const erasure: Erasure = {
  nothingIn: {
    ChangeLedger: "ids of resources and their newest versions, numbers of events, and marks of windows",
    HealthLakeNoticesQueue: "ids of resources that changed",
    HealthLakeWindowsQueue: "times to look at, and ids of resources that changed",
  },
};
