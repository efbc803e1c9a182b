import type { Resource } from "@tributary/fhir/resource";
import { provenanceOf, withProvenance } from "@tributary/healthlake/provenance";
import type { Goal } from "./choose-goal.ts";
import { isSaidByOthers, withoutContribution, withRequired } from "./contribution.ts";
import { release, type Sight, take } from "./holder.ts";
import type { Cause } from "./item-state.ts";
import type { Mapping } from "./mapping.ts";
import { type ContributionPlan, withPlace } from "./plan-contribution.ts";
import { confirmKept, heldIn, identityOf, type Job, keep, planFor, readCurrent } from "./settle-job.ts";
import type { KeptState, Place } from "./sync-states.ts";

/** Updates a resource that only this key contributes to; writes nothing if nothing differs. */
export async function keepUp(job: Job, wanted: Resource, place: Place, current: Resource): Promise<void> {
  const plan = await planFor(job, wanted, place, current);
  const isWritten = job.isNews || plan.isBegun;
  if (isWritten) await keep(job, withPlace(job.kept, plan.place));
  if (plan.isSame) return;
  if (!isWritten) await confirmKept(job);
  await put(job, plan.resource, current);
}

/**
 * Contributes to a resource, in this order: read it, store the begun contribution, take the resource, write it. Whoever takes
 * the resource from this key writes a version that makes this write fail.
 */
export async function contributeTo(
  job: Job,
  wanted: Resource,
  { fhirId, current }: Goal,
  begun: ContributionPlan | undefined,
  seen: Sight | undefined,
): Promise<KeptState> {
  const isOwn = fhirId === job.kept.own?.fhirId;
  const known = isOwn ? job.kept.own : job.kept.adopted?.find(one => one.fhirId === fhirId);
  const plan = begun ?? (await planFor(job, wanted, known ?? { fhirId, contributions: [] }, current));
  const isKept = begun !== undefined || (known !== undefined && !plan.isBegun);
  const kept = isKept ? job.kept : await keep(job, withPlace(job.kept, plan.place));
  if (begun === undefined && isKept) await confirmKept(job);
  await take({ ...job, kept }, fhirId, seen);
  if (!plan.isSame) await put(job, plan.resource, current, known?.deletedBy);
  return kept;
}

/** The outcome of leaving a resource. */
export interface Left {
  /** Keys that may have waited for it. */
  readonly woken: readonly string[];
  /** Number of the version that deleted it. */
  readonly deletedBy?: number;
}

/** Removes the contribution from a resource; deletes the key's own resource if nobody else wrote anything in it. */
export async function leave(job: Job, place: Place): Promise<Left> {
  const { identities, client, mapping, kept, cause } = job;
  const known = await identities.read(identityOf(job, place.fhirId));
  const isOwn = place.fhirId === kept.own?.fhirId;
  const isHeld = known?.key === job.key;
  // A resource that another key has taken holds nothing of this key, and never will.
  const isOthers = known?.key !== undefined && !isHeld;
  const current = isOwn || !isOthers ? await readCurrent(client, mapping.resourceType, place.fhirId) : undefined;
  let deletedBy: number | undefined;
  if (current !== undefined) {
    await confirmKept(job);
    const held = await heldIn(job, place, current);
    const others = withoutContribution(current, held);
    if (isOwn && !isSaidByOthers(others)) deletedBy = await remove(job, current);
    // Written even without a contribution, so that a write still in flight fails.
    else if (held !== undefined || ((isHeld || !isOwn) && provenanceOf(current)?.causedBy !== cause.eventId))
      await put(job, withRequired(others, current), current);
  }
  return { woken: await release(job, known, isHeld), ...(deletedBy !== undefined && { deletedBy }) };
}

/** A deletion cannot carry its cause, so the version before it does. Returns the deletion's number. */
async function remove({ client, mapping, cause }: Job, current: Resource): Promise<number | undefined> {
  let versionId = current.meta?.versionId;
  const told = provenanceOf(current);
  if (told?.next !== "delete" || told.causedBy !== cause.eventId) {
    const announced = { ...provenance(mapping, cause, numberAfter(current)), next: "delete" as const };
    const marked = withProvenance({ ...current, id: current.id ?? "" }, announced);
    versionId = (await client.update(marked, ifMatch(current))).versionId;
  }
  await client.delete(mapping.resourceType, current.id ?? "", versionId === undefined ? {} : { ifMatch: versionId });
  return numberAfter({ meta: { ...(versionId !== undefined && { versionId }) } });
}

async function put(
  { client, mapping, cause }: Job,
  resource: Resource,
  current: Resource | undefined,
  deletedBy = 0,
): Promise<void> {
  const version = current === undefined ? deletedBy + 1 : numberAfter(current);
  await client.update(withProvenance(resource, provenance(mapping, cause, version)), ifMatch(current));
}

/**
 * HealthLake's documentation shows versions numbered 1, 2, 3 …; the successor of any other id is unknown.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-read-history.html
 */
function numberAfter({ meta }: Pick<Resource, "meta">): number | undefined {
  return /^[1-9]\d{0,14}$/.test(meta?.versionId ?? "") ? Number(meta?.versionId) + 1 : undefined;
}

function provenance({ origin }: Mapping, { eventId, correlationId }: Cause, version: number | undefined) {
  return { origin, causedBy: eventId, correlationId, ...(version !== undefined && { version }) };
}

function ifMatch(current: Resource | undefined) {
  const versionId = current?.meta?.versionId;
  return versionId === undefined ? {} : { ifMatch: versionId };
}
