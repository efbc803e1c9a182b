import { compile } from "../match/compile.ts";
import { match } from "../match/match.ts";
import type { Condition } from "../parse/alternatives.ts";
import { covers } from "./covers.ts";
import { demandsOf } from "./demands.ts";
import { allLeaves, invertLeaves } from "./leaf-set.ts";
import { operatorLeaves } from "./operator-leaves.ts";
import { everyEvent, type Within } from "./overlap.ts";
import type { Demand } from "./proof.ts";
import { search } from "./search.ts";

/** Whether every event that matches one pattern matches another. */
export type Implication =
  | { readonly verdict: "yes" }
  /** Matches the first pattern and not the second. */
  | { readonly verdict: "no"; readonly counterExample: unknown }
  | { readonly verdict: "unknown" };

/** How many ways to fail the second pattern are tried. */
const ATTEMPTS = 16;

/**
 * Whether every event that matches `a` matches `b` (compiled or not): no with an event that the matcher and
 * `within.validate` accept. Yes is concluded from the patterns alone, condition by condition, so that what only the schema
 * forces is unknown. An event that spells a path with dots is not considered. Throws PatternError.
 */
export function implies(a: unknown, b: unknown, within: Within = everyEvent): Implication {
  const [left, right] = [compile(a), compile(b)];
  const isCovered = left.alternatives.every(({ conditions }) =>
    right.alternatives.some(each => covers(each.conditions, conditions)),
  );
  if (isCovered) return { verdict: "yes" };
  const accepts = (event: unknown) => match(left, event) && !match(right, event);
  let attempts = 0;
  for (const { conditions } of left.alternatives) {
    for (const demands of demandsOf(conditions, 0)) {
      for (const failures of failuresOf(right.alternatives.map(each => each.conditions))) {
        if (++attempts > ATTEMPTS) return { verdict: "unknown" };
        const found = search(within.schema, [...demands, ...failures], within, accepts);
        if (found.verdict === "yes") return { verdict: "no", counterExample: found.witness };
      }
    }
  }
  return { verdict: "unknown" };
}

/** The ways to fail one condition of each alternative. */
function* failuresOf(alternatives: readonly (readonly Condition[])[]): Generator<readonly Demand[]> {
  const [first, ...rest] = alternatives;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const condition of first) {
    for (const others of failuresOf(rest)) yield [...failure(condition, alternatives.length), ...others];
  }
}

function failure(condition: Condition, group: number): Demand[] {
  const steps = condition.path.split(".");
  const common = { steps, group, condition };
  const all: Demand = { ...common, kind: "all", set: invertLeaves(operatorLeaves(condition.operators)) };
  const acceptsAbsence = condition.operators.some(operator => operator.op === "exists" && !operator.exists);
  return acceptsAbsence ? [all, { ...common, kind: "some", set: allLeaves }] : [all];
}
