import { fhirOwner } from "./resource-owner.ts";
import { patientPartition, type TimelineEntry } from "./timeline.ts";
import type { TimelineStore } from "./timeline-store.ts";

/**
 * One patient from both sides: what the registry says of it, the FHIR Patients that carry its id, and the resources about
 * those. Tombstones are left out.
 */
export async function patientView(timeline: TimelineStore, patientId: string): Promise<readonly TimelineEntry[]> {
  const own = await timeline.of(patientPartition(patientId));
  const owners = own.map(({ resource }) => fhirOwner(resource?.id)).filter(owner => owner !== undefined);
  const about = await Promise.all(owners.map(owner => timeline.of(owner)));
  return [...own, ...about.flat()].filter(({ deleted }) => !deleted);
}
