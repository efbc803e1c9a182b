import type { Verdict } from "./choose-goal.ts";
import type { Claim } from "./claims.ts";
import { isEqual } from "./contribution.ts";
import { findGoal } from "./find-goal.ts";
import { type Job, keep, planFor, readCurrent } from "./settle-job.ts";
import type { Settled } from "./settled.ts";
import type { KeptState, Place } from "./sync-states.ts";
import { contributeTo, type Left, leave } from "./write-resource.ts";

/** Looks at everything that claims the same person, and moves the key's contribution to the one resource where it belongs. */
export async function rearrange(job: Job, claims: readonly Claim[]): Promise<Settled> {
  const { key, mapping, wanted, identities, client } = job;
  const isPresent = wanted !== undefined;
  const isNew = job.kept.own === undefined;
  const own: Place = job.kept.own ?? { fhirId: job.newId(), contributions: [] };

  // Others who find the claim read the state, so it is written first.
  const stated = union(job.kept.stated, claims);
  let kept: KeptState = { ...job.kept, own, stated };
  const first = isNew && wanted ? await planFor({ ...job, kept }, wanted, own, undefined) : undefined;
  if (job.isNews || isNew || !isEqual(stated, job.kept.stated ?? []))
    kept = await keep({ ...job, kept }, first ? begin(first.place, claims) : {});
  await Promise.all(claims.map(claim => identities.state(claim, { key }, kept.revision, true)));

  const ownNow = isNew ? undefined : await readCurrent(client, mapping.resourceType, own.fhirId);
  const verdict = isPresent ? await findGoal({ ...job, kept }, claims, ownNow, isNew) : NOWHERE;
  const { goal, stay, isAmbiguous } = verdict;
  if (wanted !== undefined && goal !== undefined) {
    const begun = goal.fhirId === own.fhirId ? first : undefined;
    kept = await contributeTo({ ...job, kept }, wanted, goal, begun, verdict.seen);
  }

  const at = goal?.fhirId ?? stay;
  const woken: string[] = [];
  for (const place of kept.adopted ?? [])
    if (place.fhirId !== at) woken.push(...(await leave({ ...job, kept }, place)).woken);
  const isLeft = !isNew && at !== own.fhirId && (goal !== undefined || !isPresent);
  const left: Partial<Left> = isLeft ? await leave({ ...job, kept }, kept.own ?? own) : {};
  woken.push(...(left.woken ?? []));
  for (const claim of stated.filter(one => !claims.includes(one))) {
    await identities.state(claim, { key }, kept.revision, false);
    woken.push(...(await identities.staters(claim)).keys);
  }

  const end: KeptState = {
    own: { ...(kept.own ?? own), ...(left.deletedBy !== undefined && { deletedBy: left.deletedBy }) },
    ...{ state: kept.state, revision: kept.revision + 1, stated: claims },
    adopted: (kept.adopted ?? []).filter(({ fhirId }) => fhirId === at),
    ...(at !== undefined && { at }),
    // Ambiguous claims decided nothing.
    ...(at !== undefined && { claims: goal !== undefined ? claims : (kept.claims ?? []) }),
  };
  const isAtRest = isEqual(end, { adopted: [], ...kept, revision: end.revision });
  const isSure = goal === undefined || goal.current !== undefined;
  const finish = async () =>
    isAtRest ? (await job.states.read(key))?.revision === kept.revision : await job.states.write(key, end);
  return {
    ...(at !== undefined && { at }),
    isAmbiguous,
    isApplied: goal !== undefined || !isPresent,
    woken: [...new Set(woken)].filter(other => other !== key),
    // A new Patient is written without a condition, so check again that nobody wrote meanwhile.
    ...(!(isAtRest && isSure) && { finish }),
  };
}

const NOWHERE: Verdict = { goal: undefined, stay: undefined, isAmbiguous: false };

/** The first state of a key: settled in its own Patient if it makes no claims. */
function begin(own: Place, claims: readonly Claim[]): Partial<KeptState> {
  return { own, ...(claims.length === 0 && { at: own.fhirId, claims, stated: claims }) };
}

function union(one: readonly Claim[] | undefined, other: readonly Claim[]): Claim[] {
  return [...new Set([...(one ?? []), ...other])];
}
