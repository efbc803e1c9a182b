import { isFhirError } from "@tributary/healthlake/fhir-error";
import { type Claim, claimsIn } from "./claims.ts";
import { isEqual } from "./contribution.ts";
import { type Cause, type PatientDetail, wanted, withEvent } from "./patient-state.ts";
import { rearrange } from "./rearrange.ts";
import { type Job, keep, OvertakenError, readPatient } from "./settle-job.ts";
import type { Settled } from "./settled.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";
import type { KeptState, Place } from "./sync-states.ts";
import { keepUp } from "./write-patient.ts";

/** Why a key is to be settled. */
export interface Occasion {
  readonly event?: PatientDetail;
  readonly cause: Cause;
  /** Whether to look at all that claims to be the same person, and not only at the Patient where the key is settled. */
  everywhere: boolean;
  /** Set by the first attempt. */
  isBegun?: boolean;
}

const NOTHING: Settled = { isAmbiguous: false, isApplied: true, woken: [] };

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
    const job: Job = { key, kept, isNews, cause, ...dependencies };
    const want = wanted(state);
    if (want === "undecided" || (want === "absent" && kept.own === undefined)) {
      if (isNews) await keep(job, {});
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

/** The Patient where a key is settled, when nothing has changed of what that depends on. */
function settledPlace({ at, own, adopted = [], claims, stated }: KeptState, now: readonly Claim[]): Place | undefined {
  if (at === undefined || !isEqual(claims, now) || !isEqual(stated, now)) return undefined;
  if (at === own?.fhirId) return adopted.length === 0 ? own : undefined;
  return adopted.length === 1 && adopted[0]?.fhirId === at ? adopted[0] : undefined;
}
