import { compile } from "../match/compile.ts";
import { match } from "../match/match.ts";
import type { Demand } from "./proof.ts";
import { type SearchOptions, search } from "./search.ts";
import { waysOf } from "./ways.ts";

/** How many pairs of ways to match, one of each pattern, are searched. */
const MOST_PAIRS = 1_000;

/** Whether one event matches two patterns. */
export type Overlap =
  | { readonly verdict: "yes"; readonly witness: unknown }
  | { readonly verdict: "no" }
  | { readonly verdict: "unknown" };

/** The events that are considered: those of a schema. Without, all objects. */
export interface Within extends SearchOptions {
  readonly schema: unknown;
}

/** Every object that JSON can spell. */
export const everyEvent: Within = { schema: { type: "object" }, validate: () => true };

/**
 * Whether an event matches both patterns (compiled or not): yes with an event that the matcher and `within.validate` accept.
 * An event that spells a path with dots is not considered. Throws PatternError for a pattern that EventBridge refuses.
 */
export function overlap(a: unknown, b: unknown, within: Within = everyEvent): Overlap {
  const [left, right] = [compile(a), compile(b)];
  const accepts = (event: unknown) => match(left, event) && match(right, event);
  const isPossible = (demands: readonly Demand[]) =>
    search(within.schema, demands, within, () => true).verdict !== "no";
  let isCertain = true;
  let pairs = 0;
  for (const first of left.alternatives) {
    for (const second of right.alternatives) {
      const [one, other] = [waysOf(first.conditions, 0, isPossible), waysOf(second.conditions, 1, isPossible)];
      if (one.cut || other.cut) isCertain = false;
      for (const some of one.ways) {
        for (const more of other.ways) {
          if (++pairs > MOST_PAIRS) return { verdict: "unknown" };
          const found = search(within.schema, [...some, ...more], within, accepts);
          if (found.verdict === "yes") return found;
          if (found.verdict === "unknown") isCertain = false;
        }
      }
    }
  }
  return { verdict: isCertain ? "no" : "unknown" };
}
