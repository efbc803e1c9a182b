import type { Patient, Resource } from "@tributary/fhir/resource";
import { chooseGoal, type Goal, type Verdict } from "./choose-goal.ts";
import { type Claim, claimOf, claimsIn, REGISTRY } from "./claims.ts";
import { isSaidByOthers, withoutContribution } from "./contribution.ts";
import { isTaken } from "./holder.ts";
import { heldIn, identityOf, type Job, readCurrent } from "./settle-job.ts";

/** Finds where a key belongs: the one Patient of others that claims the same person, or its own resource. */
export async function findGoal(
  job: Job,
  claims: readonly Claim[],
  ownNow: Resource | undefined,
  isNew: boolean,
): Promise<Verdict> {
  const { key, kept, mapping, identities, client, trustedSystems } = job;
  const own: Goal = { fhirId: kept.own?.fhirId ?? "", current: ownNow };
  const all = mapping.identifiers === undefined ? [] : [claimOf(REGISTRY, key), ...claims];
  const staters = await Promise.all(all.map(claim => identities.staters(claim)));
  const candidates: Goal[] = [];
  for (const fhirId of new Set(staters.flatMap(({ fhirIds }) => fhirIds))) {
    if (fhirId === own.fhirId) continue;
    const current: Patient | undefined = await readCurrent(client, "Patient", fhirId);
    // The claim may be outdated, and this key's own contribution claims nothing.
    const place = kept.adopted?.find(one => one.fhirId === fhirId);
    const adopted = current && place && (await heldIn(job, place, current));
    const others = current && withoutContribution(current, adopted);
    const claimed = claimsIn(others?.identifier, [REGISTRY, ...trustedSystems]);
    if (claimed.some(claim => all.includes(claim))) candidates.push({ fhirId, current });
  }
  const held = ownNow && kept.own && (await heldIn(job, kept.own, ownNow));
  const isOwnShared = ownNow !== undefined && isSaidByOthers(withoutContribution(ownNow, held));

  const choice = chooseGoal({ kept, claims, own, isOwnShared, candidates });
  if (choice.isDecided) return choice.verdict;
  const keys = new Set(staters.flatMap(stater => stater.keys));
  keys.delete(key);
  for (const other of keys) if (await isStating(job, other, claims)) return choice.ambiguous;
  const { goal } = choice;
  // Nobody knows a new id yet.
  const known = isNew && goal === own ? undefined : await identities.read(identityOf(job, goal.fhirId));
  if (await isTaken(job, known)) return choice.ambiguous;
  return { goal, stay: undefined, isAmbiguous: false, seen: { known } };
}

/** Whether another key's state really makes one of the claims: a stated claim may be outdated. */
async function isStating(
  { states, mapping, trustedSystems }: Job,
  key: string,
  claims: readonly Claim[],
): Promise<boolean> {
  const state = (await states.read(key))?.state;
  return claimsIn(state && mapping.identifiers?.(state), trustedSystems).some(claim => claims.includes(claim));
}
