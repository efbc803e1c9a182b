import { isFhirError } from "@tributary/healthlake/fhir-error";
import type { ChangeDetail } from "./change-detail.ts";
import { type Claim, claimsIn } from "./claims.ts";
import { isEqual } from "./contribution.ts";
import { type Cause, evolve, type ItemState } from "./item-state.ts";
import { decide, type Mapping } from "./mapping.ts";
import { rearrange } from "./rearrange.ts";
import { type Job, keep, OvertakenError, readCurrent } from "./settle-job.ts";
import type { Settled } from "./settled.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";
import type { KeptState, Place } from "./sync-states.ts";
import { keepUp } from "./write-resource.ts";

/** Why a key is settled. */
export interface Occasion {
  /** Empty if others changed something. */
  readonly events: readonly ChangeDetail[];
  readonly cause: Cause;
  /** Whether to look at everything that claims the same person, not only at the resource where the key is settled. */
  everywhere: boolean;
  /** Set by the first attempt. */
  isBegun?: boolean;
}

const NOTHING: Settled = { isAmbiguous: false, isApplied: true, woken: [] };

/**
 * One attempt to write what the mapping makes of a key, after its events if there are any. Undefined if somebody else wrote
 * meanwhile.
 */
export async function settleKey(
  key: string,
  mapping: Mapping,
  occasion: Occasion,
  dependencies: SyncDependencies,
): Promise<Settled | undefined> {
  const { events, cause } = occasion;
  try {
    const before = await dependencies.states.read(key);
    const { state, hasKnown } = withEvents(before?.state, events, mapping);
    if (state === undefined) return NOTHING;
    const isNews = state !== before?.state;
    // A redelivered event may have been left half done, anywhere; an overtaken attempt knows what it did.
    if (hasKnown && !occasion.isBegun) occasion.everywhere = true;
    occasion.isBegun = true;
    const kept: KeptState = { ...before, state, revision: before?.revision ?? 0 };
    const wish = decide({ mapping, key }, state);
    const wanted = wish.want === "present" ? wish.resource : undefined;
    const job: Job = { key, mapping, wanted, kept, isNews, cause, ...dependencies };
    if (wish.want === "undecided" || (wanted === undefined && kept.own === undefined)) {
      if (isNews) await keep(job, {});
      return NOTHING;
    }
    const claims = wanted ? claimsIn(mapping.identifiers?.(state), job.trustedSystems) : [];
    const place = occasion.everywhere ? undefined : settledPlace(kept, claims);
    if (wanted !== undefined && place !== undefined) {
      const current = await readCurrent(job.client, mapping.resourceType, place.fhirId);
      if (current !== undefined) {
        await keepUp(job, wanted, place, current);
        return { ...NOTHING, at: place.fhirId };
      }
    }
    return await rearrange(job, claims);
  } catch (error) {
    if (error instanceof OvertakenError || isFhirError(error, "precondition-failed")) return undefined;
    throw error;
  }
}

/** The state with all events, and whether it held one of them before. */
function withEvents(
  before: ItemState | undefined,
  events: readonly ChangeDetail[],
  mapping: Mapping,
): { readonly state: ItemState | undefined; readonly hasKnown: boolean } {
  let state = before;
  let hasKnown = false;
  for (const event of events) {
    const next = evolve(state, { part: mapping.placeOf(event).part, event });
    hasKnown ||= next === state;
    state = next;
  }
  return { state, hasKnown };
}

/** The resource where a key is settled, if nothing that it depends on has changed. */
function settledPlace({ at, own, adopted = [], claims, stated }: KeptState, now: readonly Claim[]): Place | undefined {
  if (at === undefined || !isEqual(claims, now) || !isEqual(stated, now)) return undefined;
  if (at === own?.fhirId) return adopted.length === 0 ? own : undefined;
  return adopted.length === 1 && adopted[0]?.fhirId === at ? adopted[0] : undefined;
}
