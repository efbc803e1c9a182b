import type { Patient } from "@tributary/fhir/resource";
import { provenanceOf, withProvenance } from "@tributary/healthlake/provenance";
import type { Goal } from "./choose-goal.ts";
import { isSaidByOthers, withoutContribution } from "./contribution.ts";
import { release, take } from "./holder.ts";
import type { Cause } from "./patient-state.ts";
import { type ContributionPlan, withPlace } from "./plan-contribution.ts";
import { confirmKept, heldIn, type Job, keep, planFor, readPatient } from "./settle-job.ts";
import type { KeptState, Place } from "./sync-states.ts";

const ORIGIN = "patient-registry";

/** Makes a Patient that is the key's alone say what the registry says; writes nothing where nothing differs. */
export async function keepUp(job: Job, place: Place, current: Patient): Promise<void> {
  const plan = await planFor(job, place, current);
  const isWritten = job.isNews || plan.isBegun;
  if (isWritten) await keep(job, withPlace(job.kept, plan.place));
  if (plan.isSame) return;
  if (!isWritten) await confirmKept(job);
  await put(job, plan.patient, current);
}

/**
 * Contributes to a Patient. What was read of it comes first, then what is begun is written down, then the Patient is taken
 * for this key alone: so whoever takes it from this key writes a version that makes this write fail.
 */
export async function contributeTo(
  job: Job,
  { fhirId, current }: Goal,
  begun: ContributionPlan | undefined,
): Promise<KeptState> {
  const isOwn = fhirId === job.kept.own?.fhirId;
  const known = isOwn ? job.kept.own : job.kept.adopted?.find(one => one.fhirId === fhirId);
  const plan = begun ?? (await planFor(job, known ?? { fhirId, contributions: [] }, current));
  const isKept = begun !== undefined || (known !== undefined && !plan.isBegun);
  const kept = isKept ? job.kept : await keep(job, withPlace(job.kept, plan.place));
  if (begun === undefined) {
    if (isKept) await confirmKept(job);
    await take({ ...job, kept }, fhirId);
  }
  if (!plan.isSame) await put(job, plan.patient, current);
  return kept;
}

/**
 * Takes the contribution from a Patient, and the Patient, when nobody else said anything in the key's own. Returns the keys
 * that may have waited for it.
 */
export async function leave(job: Job, place: Place): Promise<readonly string[]> {
  const { identities, client, kept, cause } = job;
  const known = await identities.read(place.fhirId);
  const isOwn = place.fhirId === kept.own?.fhirId;
  const isHeld = known?.key === job.key;
  // What another has taken holds nothing of this key, and never will.
  const isOthers = known?.key !== undefined && !isHeld;
  const current = isOwn || !isOthers ? await readPatient(client, place.fhirId) : undefined;
  if (current !== undefined) {
    await confirmKept(job);
    const held = await heldIn(job, place, current);
    const others = withoutContribution(current, held);
    if (isOwn && !isSaidByOthers(others)) await remove(job, current);
    // Also without a contribution: a write that is on its way must not come in any more.
    else if (held !== undefined || ((isHeld || !isOwn) && provenanceOf(current)?.causedBy !== cause.eventId))
      await put(job, others, current);
  }
  return await release(job, known, isHeld);
}

/** A deletion cannot tell what it is for, so the version before it does. */
async function remove({ client, cause }: Job, current: Patient): Promise<void> {
  let versionId = current.meta?.versionId;
  const told = provenanceOf(current);
  if (told?.next !== "delete" || told.causedBy !== cause.eventId) {
    const marked = withProvenance({ ...current, id: current.id ?? "" }, { ...provenance(cause), next: "delete" });
    versionId = (await client.update(marked, ifMatch(current))).versionId;
  }
  await client.delete("Patient", current.id ?? "", versionId === undefined ? {} : { ifMatch: versionId });
}

async function put({ client, cause }: Job, patient: Patient, current: Patient | undefined): Promise<void> {
  await client.update(withProvenance(patient, provenance(cause)), ifMatch(current));
}

function provenance({ eventId, correlationId }: Cause) {
  return { origin: ORIGIN, causedBy: eventId, correlationId };
}

function ifMatch(current: Patient | undefined) {
  const versionId = current?.meta?.versionId;
  return versionId === undefined ? {} : { ifMatch: versionId };
}
