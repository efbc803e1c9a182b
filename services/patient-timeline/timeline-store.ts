import type { TimelineDetail, TimelineEntry } from "./timeline.ts";

/** What happened to a subject. */
export type TimelineChange = TimelineDetail["data"]["change"];

/** Keeps the newest entry of each subject. */
export interface TimelineStore {
  /** `stale`: something as new or newer is there already. The change that made the entry tells what to expect there. */
  apply(entry: TimelineEntry, change?: TimelineChange): Promise<"applied" | "stale">;
  /** All entries of a patient of the registry, or of an owner of FHIR resources. */
  of(patient: string): Promise<readonly TimelineEntry[]>;
}
