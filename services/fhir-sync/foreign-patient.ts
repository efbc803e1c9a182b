import type { FhirResourceChangedV1Detail } from "@tributary/contracts/fhir-resource-changed.v1";
import type { Patient } from "@tributary/fhir/resource";
import { type Claim, claimsIn, REGISTRY, registryKeysIn } from "./claims.ts";
import { contributionIn, isEqual, tokenOf, withoutContribution } from "./contribution.ts";
import type { KnownPatient } from "./identities.ts";
import { patientMapping } from "./patient-mapping.ts";
import { ambiguous, refusals } from "./refusals.ts";
import { readCurrent } from "./settle-job.ts";
import { ResourceBusyError, settleKeys } from "./settle-keys.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";

/** Retries after somebody else's write. */
const ROUNDS = 20;
const PAUSE_MS = 50;
/** Rereads of a Patient that holds an unknown contribution. */
const READS = 3;

/**
 * Records what somebody else wrote in a Patient: the identifiers that it claims now, and so which registry keys are the same
 * person. Moves their contributions, or restores those that were overwritten. Reads the current Patient by id, so an older
 * event adds nothing. Rejects with a PermanentError if a key may be several Patients.
 */
export async function noticePatient(event: FhirResourceChangedV1Detail, dependencies: SyncDependencies): Promise<void> {
  const { id, resourceType } = event.data.key;
  const { eventId, correlationId } = event.metadata;
  if (resourceType !== "Patient") return;
  for (let round = 0; round < ROUNDS; round++) {
    const keys = await keysOf(event, dependencies, round < READS);
    if (keys === undefined) {
      await dependencies.sleep(PAUSE_MS);
      continue;
    }
    const settled = await refusals(
      settleKeys(keys.waking, patientMapping, { events: [], cause: { eventId, correlationId } }, dependencies),
    );
    if (!(await keys.finish())) continue;
    if (settled.some(({ isAmbiguous, at }) => isAmbiguous && at !== id))
      throw ambiguous("/data/key/id", "must be the only FHIR Patient of its registry key, and of one key only");
    return;
  }
  throw new ResourceBusyError("Others kept writing the same patient.");
}

interface Waking {
  readonly waking: readonly string[];
  /** Stores the Patient's claims; false if a newer version is already known. */
  readonly finish: () => Promise<boolean>;
}

/** Undefined if the reads do not belong to one moment. */
async function keysOf(
  { data }: FhirResourceChangedV1Detail,
  dependencies: SyncDependencies,
  isRepeatable: boolean,
): Promise<Waking | undefined> {
  const { identities, client, states, trustedSystems } = dependencies;
  const { id } = data.key;
  const known = await identities.read(id);
  const current = await readCurrent(client, "Patient", id);
  // The deletion has an event of its own, which names its version.
  if (current === undefined && data.change !== "deleted") return { waking: [], finish: async () => true };
  const version = versionNumber(current?.meta?.versionId ?? data.versionId);
  if (known !== undefined && known.version > version) return current === undefined ? NOTHING : undefined;
  const others = current && (await withoutRegistry(current, known, states, isRepeatable));
  if (current !== undefined && others === undefined) return undefined;
  const claims = claimsIn(others?.identifier, [REGISTRY, ...trustedSystems]);
  const before = known?.claims ?? [];
  // Former claims too: another invocation on an older version may be about to withdraw them.
  await Promise.all([
    ...claims.map(claim => identities.state(claim, { fhirId: id }, version, true)),
    ...before.filter(isNotIn(claims)).map(claim => identities.state(claim, { fhirId: id }, version, false)),
  ]);
  const all = [...new Set([...before, ...claims])];
  const stating = await Promise.all(all.map(claim => identities.staters(claim)));
  const isToBeWritten = (now: KnownPatient | undefined) =>
    !isEqual(now?.claims ?? [], claims) || (now !== undefined && now.version !== version);
  const holder = known?.key === undefined ? [] : [known.key];
  const waking = [...new Set([...holder, ...registryKeysIn(all), ...stating.flatMap(({ keys }) => keys)])];
  return {
    waking,
    async finish() {
      // The first read suffices if it is to be overwritten: the write is conditional.
      let now = isToBeWritten(known) ? known : await identities.read(id);
      for (let round = 0; round < ROUNDS; round++, now = await identities.read(id)) {
        if ((now?.version ?? 0) > version) return false;
        if (!isToBeWritten(now)) return true;
        const { revision = 0, ...rest } = now ?? { fhirId: id };
        if (await identities.write({ ...rest, version, claims, revision: revision + 1 })) return true;
      }
      return false;
    },
  };
}

const NOTHING: Waking = { waking: [], finish: async () => true };

/** The Patient without the registry's contribution; undefined if it holds an unknown one, because this read was overtaken. */
async function withoutRegistry(
  current: Patient,
  known: KnownPatient | undefined,
  states: SyncDependencies["states"],
  isRepeatable: boolean,
): Promise<Patient | undefined> {
  if (known?.key === undefined) return current;
  const kept = await states.read(known.key);
  const places = [...(kept?.own ? [kept.own] : []), ...(kept?.adopted ?? [])];
  const begun = places.find(({ fhirId }) => fhirId === known.fhirId)?.contributions ?? [];
  const token = tokenOf(current);
  const isKnown = token === undefined || begun.some(contribution => contribution.token === token);
  // A tag copied from another resource stays unknown.
  if (!isKnown && isRepeatable) return undefined;
  return withoutContribution(current, contributionIn(current, begun));
}

/** HealthLake numbers its versions; any other version id counts as the oldest. */
function versionNumber(versionId: string): number {
  return /^\d{1,15}$/.test(versionId) ? Number(versionId) : 0;
}

const isNotIn = (claims: readonly Claim[]) => (claim: Claim) => !claims.includes(claim);
