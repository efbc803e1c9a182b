import type { Resource } from "@tributary/fhir/resource";
import type { Claim } from "./claims.ts";
import { isEqual } from "./contribution.ts";
import type { Sight } from "./holder.ts";
import type { KeptState } from "./sync-states.ts";

/** A resource as it was read. */
export interface Goal {
  readonly fhirId: string;
  readonly current: Resource | undefined;
}

/** Where a key belongs. If that is ambiguous, the key stays where it is, and is kept up to date if its claims are unchanged. */
export interface Verdict {
  readonly goal: Goal | undefined;
  readonly stay: string | undefined;
  readonly isAmbiguous: boolean;
  /** What was known about the goal, if it was looked up. */
  readonly seen?: Sight;
}

/**
 * A verdict, or a goal that the key may move to if no other key makes the same claims; otherwise the verdict is `ambiguous`.
 */
export type Choice =
  | { readonly isDecided: true; readonly verdict: Verdict }
  | { readonly isDecided: false; readonly goal: Goal; readonly ambiguous: Verdict };

/** Chooses between a key's own resource and other resources that claim the same person. */
export function chooseGoal({
  kept,
  claims,
  own,
  isOwnShared,
  candidates,
}: {
  readonly kept: Pick<KeptState, "at" | "claims">;
  readonly claims: readonly Claim[];
  readonly own: Goal;
  /** Whether others wrote anything in the key's own resource. */
  readonly isOwnShared: boolean;
  readonly candidates: readonly Goal[];
}): Choice {
  const [only = own, ...more] = isOwnShared ? [own, ...candidates] : candidates;
  const here = [own, ...candidates].find(({ fhirId }) => fhirId === kept.at);
  const decided = isEqual(kept.claims, claims) ? here : undefined;
  const ambiguous: Verdict = { goal: decided, stay: here?.fhirId, isAmbiguous: true };
  if (more.length > 0) return { isDecided: true, verdict: ambiguous };
  if (decided?.fhirId !== only.fhirId) return { isDecided: false, goal: only, ambiguous };
  return { isDecided: true, verdict: { goal: decided, stay: undefined, isAmbiguous: false } };
}
