import { countItems } from "@tributary/delivery/count-items";
import type { Erasure } from "@tributary/delivery/erasure";
import { patientPartition } from "./timeline.ts";

/**
 * The deletion's events remove a patient's content from the timeline. Tombstones stay: an id, and the sequence that rejects late
 * events.
 */
export const erasure: Erasure = {
  tables: {
    Timeline: {
      holds: "copies",
      async erase(key, tables) {
        const partition = ["pk", patientPartition(key)] as const;
        return { found: 0, current: await countItems(tables, "Timeline", { partition, having: "image" }) };
      },
    },
  },
};
