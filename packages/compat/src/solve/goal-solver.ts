import type { Atom, Literal } from "../formula.ts";
import type { JsonType } from "../node.ts";
import type { Json, Outcome } from "./outcome.ts";

/** Finds a value that satisfies some literals at once, and further atoms if it is of the one type given. */
export interface Solver {
  solve(literals: readonly Literal[]): Outcome;
  solveOf(type: JsonType, literals: readonly Literal[], atoms: readonly Atom[]): Outcome;
  /** As `solve`, a value other than some. */
  solveDifferent(literals: readonly Literal[], values: readonly Json[]): Outcome;
}
