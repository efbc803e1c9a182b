import type { Resource } from "@tributary/fhir/resource";
import { provenanceOf, withProvenance } from "@tributary/healthlake/provenance";
import type { Goal } from "./choose-goal.ts";
import { isSaidByOthers, withoutContribution, withRequired } from "./contribution.ts";
import { release, take } from "./holder.ts";
import { type ContributionPlan, withPlace } from "./plan-contribution.ts";
import { confirmKept, heldIn, identityOf, type Job, keep, planFor, readCurrent } from "./settle-job.ts";
import type { KeptState, Place } from "./sync-states.ts";

/** Makes a resource that is the key's alone say what is wanted; writes nothing where nothing differs. */
export async function keepUp(job: Job, wanted: Resource, place: Place, current: Resource): Promise<void> {
  const plan = await planFor(job, wanted, place, current);
  const isWritten = job.isNews || plan.isBegun;
  if (isWritten) await keep(job, withPlace(job.kept, plan.place));
  if (plan.isSame) return;
  if (!isWritten) await confirmKept(job);
  await put(job, plan.resource, current);
}

/**
 * Contributes to a resource. What was read of it comes first, then what is begun is written down, then the resource is taken
 * for this key alone: so whoever takes it from this key writes a version that makes this write fail.
 */
export async function contributeTo(
  job: Job,
  wanted: Resource,
  { fhirId, current }: Goal,
  begun: ContributionPlan | undefined,
): Promise<KeptState> {
  const isOwn = fhirId === job.kept.own?.fhirId;
  const known = isOwn ? job.kept.own : job.kept.adopted?.find(one => one.fhirId === fhirId);
  const plan = begun ?? (await planFor(job, wanted, known ?? { fhirId, contributions: [] }, current));
  const isKept = begun !== undefined || (known !== undefined && !plan.isBegun);
  const kept = isKept ? job.kept : await keep(job, withPlace(job.kept, plan.place));
  if (begun === undefined) {
    if (isKept) await confirmKept(job);
    await take({ ...job, kept }, fhirId);
  }
  if (!plan.isSame) await put(job, plan.resource, current);
  return kept;
}

/**
 * Takes the contribution from a resource, and the resource, when nobody else said anything in the key's own. Returns the keys
 * that may have waited for it.
 */
export async function leave(job: Job, place: Place): Promise<readonly string[]> {
  const { identities, client, mapping, kept, cause } = job;
  const known = await identities.read(identityOf(job, place.fhirId));
  const isOwn = place.fhirId === kept.own?.fhirId;
  const isHeld = known?.key === job.key;
  // What another has taken holds nothing of this key, and never will.
  const isOthers = known?.key !== undefined && !isHeld;
  const current = isOwn || !isOthers ? await readCurrent(client, mapping.resourceType, place.fhirId) : undefined;
  if (current !== undefined) {
    await confirmKept(job);
    const held = await heldIn(job, place, current);
    const others = withoutContribution(current, held);
    if (isOwn && !isSaidByOthers(others)) await remove(job, current);
    // Also without a contribution: a write that is on its way must not come in any more.
    else if (held !== undefined || ((isHeld || !isOwn) && provenanceOf(current)?.causedBy !== cause.eventId))
      await put(job, withRequired(others, current), current);
  }
  return await release(job, known, isHeld);
}

/** A deletion cannot tell what it is for, so the version before it does. */
async function remove({ client, mapping, cause }: Job, current: Resource): Promise<void> {
  let versionId = current.meta?.versionId;
  const told = provenanceOf(current);
  if (told?.next !== "delete" || told.causedBy !== cause.eventId) {
    const marked = withProvenance(
      { ...current, id: current.id ?? "" },
      { ...provenance(mapping, cause), next: "delete" },
    );
    versionId = (await client.update(marked, ifMatch(current))).versionId;
  }
  await client.delete(mapping.resourceType, current.id ?? "", versionId === undefined ? {} : { ifMatch: versionId });
}

async function put({ client, mapping, cause }: Job, resource: Resource, current: Resource | undefined): Promise<void> {
  await client.update(withProvenance(resource, provenance(mapping, cause)), ifMatch(current));
}

function provenance({ origin }: Job["mapping"], { eventId, correlationId }: Job["cause"]) {
  return { origin, causedBy: eventId, correlationId };
}

function ifMatch(current: Resource | undefined) {
  const versionId = current?.meta?.versionId;
  return versionId === undefined ? {} : { ifMatch: versionId };
}
