/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The outcome of a search for a value. `empty` is a proof; `undecided` names the keyword in the way. */
export type Outcome =
  | { readonly kind: "found"; readonly value: Json }
  | { readonly kind: "empty" }
  | { readonly kind: "undecided"; readonly keyword: string; readonly pointer: string };

export const empty: Outcome = { kind: "empty" };
export const found = (value: Json): Outcome => ({ kind: "found", value });
export const undecided = (keyword: string, pointer = ""): Outcome => ({ kind: "undecided", keyword, pointer });

/** The first value that one of some alternatives has; empty only when all are. */
export function firstFound<T>(alternatives: Iterable<T>, solve: (alternative: T) => Outcome): Outcome {
  let open: Outcome = empty;
  for (const alternative of alternatives) {
    const outcome = solve(alternative);
    if (outcome.kind === "found") return outcome;
    if (outcome.kind === "undecided" && open.kind === "empty") open = outcome;
  }
  return open;
}
