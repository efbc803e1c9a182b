import type { Patient } from "@tributary/fhir/resource";
import type { FhirClient } from "@tributary/healthlake/fhir-client";
import { isFhirError } from "@tributary/healthlake/fhir-error";
import { provenanceOf, withProvenance } from "@tributary/healthlake/provenance";
import { type Claim, claimOf, claimsIn, REGISTRY } from "./claims.ts";
import {
  type Contribution,
  contribute,
  contributionIn,
  isEqual,
  isSaidByOthers,
  isSame,
  tokenOf,
  withoutContribution,
} from "./contribution.ts";
import { fhirPatient } from "./fhir-patient.ts";
import type { Identities, KnownPatient } from "./identities.ts";
import { type Cause, type PatientDetail, wanted, withEvent } from "./patient-state.ts";
import type { KeptState, Place, SyncStates } from "./sync-states.ts";

/** Dependencies of the synchronisation. */
export interface SyncDependencies {
  readonly states: SyncStates;
  readonly identities: Identities;
  readonly client: Pick<FhirClient, "read" | "update" | "delete">;
  /** Systems whose identifiers name one person wherever they stand. */
  readonly trustedSystems: readonly string[];
  readonly newId: () => string;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** What settling a registry key came to. */
export interface Settled {
  /** Id of the Patient where it is, if anywhere. */
  readonly at?: string;
  /** Whether there are several Patients, or several keys, that it may be. */
  readonly isAmbiguous: boolean;
  /** Whether the data store says what the registry says. */
  readonly isApplied: boolean;
  /** Keys that may be settled otherwise now. */
  readonly woken: readonly string[];
  /** Forgets what was left, once those who were woken are settled; false when somebody wrote meanwhile. */
  readonly finish?: () => Promise<boolean>;
}

/** Why a key is to be settled. */
export interface Occasion {
  readonly event?: PatientDetail;
  readonly cause: Cause;
  /** Whether to look at all that claims to be the same person, and not only at the Patient where the key is settled. */
  everywhere: boolean;
  /** Set by the first attempt. */
  isBegun?: boolean;
}

/** Somebody else wrote meanwhile: everything is to be looked at again. */
class OvertakenError extends Error {
  override readonly name = "OvertakenError";
}

const NOTHING: Settled = { isAmbiguous: false, isApplied: true, woken: [] };
const ORIGIN = "patient-registry";
/** How many begun contributions are remembered of a Patient that shows none of them: more have never been under way. */
const BEGUN = 8;

/**
 * One attempt to make the data store say of a registry key what the registry says, after an event if there is one.
 * Undefined when somebody else came between.
 */
export async function settleKey(
  key: string,
  occasion: Occasion,
  dependencies: SyncDependencies,
): Promise<Settled | undefined> {
  const { event, cause } = occasion;
  try {
    const before = await dependencies.states.read(key);
    const state = event ? withEvent(before?.state, event) : before?.state;
    if (state === undefined) return NOTHING;
    const isNews = state !== before?.state;
    // Who had the event before may have died half way, anywhere; who is only overtaken knows what was done.
    if (event && !isNews && !occasion.isBegun) occasion.everywhere = true;
    occasion.isBegun = true;
    const kept: KeptState = { ...before, state, revision: before?.revision ?? 0 };
    const job = { key, kept, isNews, cause, ...dependencies };
    const want = wanted(state);
    if (want === "undecided" || (want === "absent" && kept.own === undefined)) {
      if (isNews) await write(job, {});
      return NOTHING;
    }
    const claims = want === "present" ? claimsIn(state.record?.image?.identifiers, job.trustedSystems) : [];
    const place = occasion.everywhere || want === "absent" ? undefined : settledPlace(kept, claims);
    if (place !== undefined) {
      const current = await readPatient(job.client, place.fhirId);
      if (current !== undefined) {
        await keepUp(job, place, current);
        return { ...NOTHING, at: place.fhirId };
      }
    }
    return await rearrange(job, claims);
  } catch (error) {
    if (error instanceof OvertakenError || isFhirError(error, "precondition-failed")) return undefined;
    throw error;
  }
}

interface Job extends SyncDependencies {
  readonly key: string;
  readonly kept: KeptState;
  /** Whether the state is newer than what is kept. */
  readonly isNews: boolean;
  readonly cause: Cause;
}

/** The Patient where a key is settled, when nothing has changed of what that depends on. */
function settledPlace({ at, own, adopted = [], claims, stated }: KeptState, now: readonly Claim[]): Place | undefined {
  if (at === undefined || !isEqual(claims, now) || !isEqual(stated, now)) return undefined;
  if (at === own?.fhirId) return adopted.length === 0 ? own : undefined;
  return adopted.length === 1 && adopted[0]?.fhirId === at ? adopted[0] : undefined;
}

/** Makes a Patient that is the key's alone say what the registry says; writes nothing where nothing differs. */
async function keepUp(job: Job, place: Place, current: Patient): Promise<KeptState> {
  const plan = await planFor(job, place, current);
  const isWritten = job.isNews || plan.isBegun;
  const kept = isWritten ? await write(job, withPlace(job.kept, plan.place)) : job.kept;
  if (plan.isSame) return kept;
  if (!isWritten) await confirmKept(job);
  await put(job, plan.patient, current);
  return kept;
}

/**
 * The contribution that a Patient holds. One that is newer than what is known was begun by somebody else meanwhile, unless
 * whoever wrote last has brought the tag along from elsewhere.
 */
async function heldIn(job: Job, { contributions }: Place, current: Patient) {
  const isNewer = Number(tokenOf(current) ?? 0) > Number(contributions.at(-1)?.token ?? 0);
  if (isNewer) await confirmKept(job);
  return contributionIn(current, contributions);
}

/**
 * Makes sure that what was kept is still the newest, after a Patient was read: whoever moves the key from now on writes a
 * version of that Patient, so that a write on top of what was read fails.
 */
async function confirmKept({ key, kept, states }: Job): Promise<void> {
  if ((await states.read(key))?.revision !== kept.revision) throw overtaken();
}

/** What has to be written to a Patient, and what is to be remembered before. */
async function planFor(job: Job, place: Place, current: Patient | undefined) {
  const { kept } = job;
  const held = current && (await heldIn(job, place, current));
  const others: Patient = current ? withoutContribution(current, held) : { resourceType: "Patient", id: place.fhirId };
  const token = String(kept.revision + 1);
  const saying = fhirPatient(kept.state);
  const made = contribute(others, saying, token);
  const since = place.contributions.slice(held ? place.contributions.indexOf(held) : -BEGUN);
  if (current !== undefined && isSame(made.patient, current))
    return { isSame: true, isBegun: false, patient: current, place };
  // Begun before, and not finished perhaps: then it is the same, with the same token.
  const begun = since.at(-1);
  if (begun !== undefined && begun !== held && isEqual({ ...begun, token }, made.contribution)) {
    const { patient } = contribute(others, saying, begun.token);
    return { isSame: false, isBegun: false, patient, place };
  }
  const contributions: Contribution[] = [...since, made.contribution];
  return { isSame: false, isBegun: true, patient: made.patient, place: { fhirId: place.fhirId, contributions } };
}

/** Looks at all that claims to be the same person, and brings the key's contribution to where it belongs, alone. */
async function rearrange(job: Job, claims: readonly Claim[]): Promise<Settled> {
  const { key, identities, client } = job;
  const isPresent = wanted(job.kept.state) === "present";
  const isNew = job.kept.own === undefined;
  const own: Place = job.kept.own ?? { fhirId: job.newId(), contributions: [] };
  if (isNew) await identities.write({ fhirId: own.fhirId, revision: 1, key, version: 0, claims: [] });

  // Others read the state when they find the claim: it has to be there before.
  const stated = union(job.kept.stated, claims);
  let kept: KeptState = { ...job.kept, own, stated };
  const first = isNew ? await planFor({ ...job, kept }, own, undefined) : undefined;
  if (job.isNews || isNew || !isEqual(stated, job.kept.stated ?? []))
    kept = await write({ ...job, kept }, first ? begin(first.place, claims) : {});
  await Promise.all(claims.map(claim => identities.state(claim, { key }, kept.revision, true)));

  const ownNow = isNew ? undefined : await readPatient(client, own.fhirId);
  const { goal, stay, isAmbiguous } = isPresent ? await goalOf({ ...job, kept }, claims, ownNow) : NOWHERE;
  if (goal !== undefined)
    kept = await contributeTo({ ...job, kept }, goal, goal.fhirId === own.fhirId ? first : undefined);

  const at = goal?.fhirId ?? stay;
  const woken: string[] = [];
  for (const place of kept.adopted ?? [])
    if (place.fhirId !== at) woken.push(...(await leave({ ...job, kept }, place)));
  if (!isNew && at !== own.fhirId && (goal !== undefined || !isPresent))
    woken.push(...(await leave({ ...job, kept }, kept.own ?? own)));
  for (const claim of stated.filter(one => !claims.includes(one))) {
    await identities.state(claim, { key }, kept.revision, false);
    woken.push(...(await identities.staters(claim)).keys);
  }

  const end: KeptState = {
    ...{ own: kept.own ?? own, state: kept.state, revision: kept.revision + 1, stated: claims },
    adopted: (kept.adopted ?? []).filter(({ fhirId }) => fhirId === at),
    ...(at !== undefined && { at }),
    // By claims that are ambiguous nothing was decided.
    ...(at !== undefined && { claims: goal !== undefined ? claims : (kept.claims ?? []) }),
  };
  const isAtRest = isEqual(end, { adopted: [], ...kept, revision: end.revision });
  const isSure = goal === undefined || goal.current !== undefined;
  const finish = async () =>
    isAtRest ? (await job.states.read(key))?.revision === kept.revision : await job.states.write(end);
  return {
    ...(at !== undefined && { at }),
    isAmbiguous,
    isApplied: goal !== undefined || !isPresent,
    woken: [...new Set(woken)].filter(other => other !== key),
    // A Patient that was not there is written unconditionally: then nobody may have known better.
    ...(!(isAtRest && isSure) && { finish }),
  };
}

const NOWHERE = { goal: undefined, stay: undefined, isAmbiguous: false } as const;

/** What a new key starts with: settled in its own Patient, if it claims nothing else. */
function begin(own: Place, claims: readonly Claim[]): Partial<KeptState> {
  return { own, ...(claims.length === 0 && { at: own.fhirId, claims, stated: claims }) };
}

interface Goal {
  readonly fhirId: string;
  readonly current: Patient | undefined;
}

/** Where a key belongs by all that is claimed. Where that is ambiguous it stays, and is kept up if its claims are the same. */
async function goalOf(
  job: Job,
  claims: readonly Claim[],
  ownNow: Patient | undefined,
): Promise<{ readonly goal: Goal | undefined; readonly stay: string | undefined; readonly isAmbiguous: boolean }> {
  const { key, kept, identities, client, trustedSystems } = job;
  const own: Goal = { fhirId: kept.own?.fhirId ?? "", current: ownNow };
  const all = [claimOf(REGISTRY, key), ...claims];
  const staters = await Promise.all(all.map(claim => identities.staters(claim)));
  const candidates: Goal[] = [];
  for (const fhirId of new Set(staters.flatMap(({ fhirIds }) => fhirIds))) {
    if (fhirId === own.fhirId) continue;
    const current = await readPatient(client, fhirId);
    // A claim may have stayed behind; and what this key has contributed claims nothing.
    const place = kept.adopted?.find(one => one.fhirId === fhirId);
    const adopted = current && place && (await heldIn(job, place, current));
    const others = current && withoutContribution(current, adopted);
    const claimed = claimsIn(others?.identifier, [REGISTRY, ...trustedSystems]);
    if (claimed.some(claim => all.includes(claim))) candidates.push({ fhirId, current });
  }
  const held = ownNow && kept.own && (await heldIn(job, kept.own, ownNow));
  const isOwnShared = ownNow !== undefined && isSaidByOthers(withoutContribution(ownNow, held));
  const [only = own, ...more] = isOwnShared ? [own, ...candidates] : candidates;

  const here = [own, ...candidates].find(({ fhirId }) => fhirId === kept.at);
  const decided = isEqual(kept.claims, claims) ? here : undefined;
  const ambiguous = { goal: decided, stay: here?.fhirId, isAmbiguous: true };
  if (more.length > 0) return ambiguous;
  if (decided?.fhirId === only.fhirId) return { goal: decided, stay: undefined, isAmbiguous: false };
  const keys = new Set(staters.flatMap(stater => stater.keys));
  keys.delete(key);
  for (const other of keys) if (await isStating(job, other, claims)) return ambiguous;
  if (await isTaken(job, await identities.read(only.fhirId))) return ambiguous;
  return { goal: only, stay: undefined, isAmbiguous: false };
}

/** Whether another key states one of the claims indeed, by its state: a claim may have stayed behind. */
async function isStating({ states, trustedSystems }: Job, key: string, claims: readonly Claim[]): Promise<boolean> {
  const image = (await states.read(key))?.state.record?.image;
  return claimsIn(image?.identifiers, trustedSystems).some(claim => claims.includes(claim));
}

/** Whether a Patient is another key's. Who no longer knows of it died before it was released. */
async function isTaken({ key, states }: Job, known: KnownPatient | undefined): Promise<boolean> {
  if (known?.key === undefined || known.key === key) return false;
  const holder = await states.read(known.key);
  const isOwn = holder?.own?.fhirId === known.fhirId && wanted(holder.state) === "present";
  return isOwn || (holder?.adopted ?? []).some(({ fhirId }) => fhirId === known.fhirId);
}

/**
 * Contributes to a Patient. What was read of it comes first, then what is begun is written down, then the Patient is taken
 * for this key alone: so whoever takes it from this key writes a version that makes this write fail.
 */
async function contributeTo(
  job: Job,
  { fhirId, current }: Goal,
  begun: Awaited<ReturnType<typeof planFor>> | undefined,
): Promise<KeptState> {
  const isOwn = fhirId === job.kept.own?.fhirId;
  const known = isOwn ? job.kept.own : job.kept.adopted?.find(one => one.fhirId === fhirId);
  const plan = begun ?? (await planFor(job, known ?? { fhirId, contributions: [] }, current));
  const isKept = begun !== undefined || (known !== undefined && !plan.isBegun);
  const kept = isKept ? job.kept : await write(job, withPlace(job.kept, plan.place));
  if (begun === undefined) {
    if (isKept) await confirmKept(job);
    await take({ ...job, kept }, fhirId);
  }
  if (!plan.isSame) await put(job, plan.patient, current);
  return kept;
}

/** Makes a Patient this key's alone. */
async function take(job: Job, fhirId: string): Promise<void> {
  const { key, identities } = job;
  const known = await identities.read(fhirId);
  if (known?.key === key) return;
  if (await isTaken(job, known)) throw new OvertakenError("Another key has taken the Patient.");
  const { revision, ...rest } = known ?? { fhirId, revision: 0, version: 0, claims: [] };
  if (!(await identities.write({ ...rest, key, revision: revision + 1 }))) throw overtaken();
}

/**
 * Takes the contribution from a Patient, and the Patient, when nobody else said anything in the key's own. Returns the keys
 * that may have waited for it.
 */
async function leave(job: Job, place: Place): Promise<readonly string[]> {
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
  if (known === undefined) return [];
  const { key: _key, ...free } = known;
  if (isHeld && !(await identities.write({ ...free, revision: known.revision + 1 }))) throw overtaken();
  // Also after who released it died before they were woken.
  return (await Promise.all(known.claims.map(claim => identities.staters(claim)))).flatMap(({ keys }) => keys);
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

/** The current version, by id, which does not lag; undefined when there is none. */
export async function readPatient(client: SyncDependencies["client"], id: string): Promise<Patient | undefined> {
  try {
    return await client.read("Patient", id);
  } catch (error) {
    if (isFhirError(error, "gone", "not-found")) return undefined;
    throw error;
  }
}

async function write({ kept, states }: Job, changes: Partial<KeptState>): Promise<KeptState> {
  const next = { ...kept, ...changes, revision: kept.revision + 1 };
  if (!(await states.write(next))) throw overtaken();
  return next;
}

function withPlace({ own, adopted = [] }: KeptState, place: Place): Partial<KeptState> {
  if (place.fhirId === own?.fhirId) return { own: place };
  return { adopted: [place, ...adopted.filter(({ fhirId }) => fhirId !== place.fhirId)] };
}

function union(one: readonly Claim[] | undefined, other: readonly Claim[]): Claim[] {
  return [...new Set([...(one ?? []), ...other])];
}

function overtaken(): OvertakenError {
  return new OvertakenError("Somebody else wrote meanwhile.");
}

function provenance({ eventId, correlationId }: Cause) {
  return { origin: ORIGIN, causedBy: eventId, correlationId };
}

function ifMatch(current: Patient | undefined) {
  const versionId = current?.meta?.versionId;
  return versionId === undefined ? {} : { ifMatch: versionId };
}
