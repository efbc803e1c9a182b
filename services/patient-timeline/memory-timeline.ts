import { decide, type TimelineEntry } from "./timeline.ts";
import type { TimelineStore } from "./timeline-store.ts";

/** The timeline within one process, for tests and simulation, open to inspection. */
export function memoryTimeline(): TimelineStore & { readonly entries: ReadonlyMap<string, TimelineEntry> } {
  const entries = new Map<string, TimelineEntry>();
  return {
    entries,
    async apply(entry) {
      const key = `${entry.partition} ${entry.part}`;
      const decision = decide(entries.get(key), entry);
      if (decision.outcome === "stale") return "stale";
      entries.set(key, decision.entry);
      return "applied";
    },
    of: async patient =>
      [...entries.values()].filter(({ partition, owner }) => partition === patient || owner === patient),
  };
}
