import { fhirPartition } from "./resource-owner.ts";
import type { TimelineStore } from "./store.ts";
import { patientPartition, type TimelineEntry } from "./timeline.ts";

/**
 * One patient from both sides: what the registry says of it, the FHIR Patients that carry its id, and the resources about
 * those. Tombstones are left out.
 */
export async function patientView(timeline: TimelineStore, patientId: string): Promise<readonly TimelineEntry[]> {
  const own = await timeline.of(patientPartition(patientId));
  const partitions = own
    .map(({ resource }) => fhirPartition(resource?.id))
    .filter(partition => partition !== undefined);
  const about = await Promise.all(partitions.map(partition => timeline.of(partition)));
  return [...own, ...about.flat()].filter(({ deleted }) => !deleted);
}
