import { compile } from "./compile.ts";
import { match } from "./match.ts";
import { demandsOf } from "./proof/demands.ts";
import { type SearchOptions, search } from "./proof/search.ts";

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
  let isCertain = true;
  for (const first of left.alternatives) {
    for (const second of right.alternatives) {
      for (const one of demandsOf(first.conditions, 0)) {
        for (const other of demandsOf(second.conditions, 1)) {
          const accepts = (event: unknown) => match(left, event) && match(right, event);
          const found = search(within.schema, [...one, ...other], within, accepts);
          if (found.verdict === "yes") return found;
          if (found.verdict === "unknown") isCertain = false;
        }
      }
    }
  }
  return { verdict: isCertain ? "no" : "unknown" };
}
