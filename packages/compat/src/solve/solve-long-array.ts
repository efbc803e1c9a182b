import { type Atom, atomsOf, type Literal } from "../formula.ts";
import type { Solver } from "./goal-solver.ts";
import { found, type Json, type Outcome, undecided } from "./outcome.ts";

const mostItems = 10_000;
/** Where items have to differ, ajv compares each with each. */
const mostDistinct = 2_000;

/**
 * An array of more items than can be planned one by one: a short one that serves every demand, and then one item on and
 * on, or simple ones that differ. Of any long array the items that serve demands are such a short one, with as many of
 * the others as are wanted: so where there is no short one, there is no long one.
 */
export function solveLongArray(
  atoms: readonly Atom[],
  { length, short }: { readonly length: number; readonly short: number },
  solver: Solver,
  solveShort: (atoms: readonly Atom[], solver: Solver) => Outcome,
): Outcome {
  const distinct = atomsOf(atoms, "unique").some(({ sign }) => sign);
  if (length > (distinct ? mostDistinct : mostItems)) return undecided("minItems");
  const rest = atomsOf(atoms, "items").flatMap(each => (each.rest === undefined ? [] : [literal(each.rest, true)]));
  const filling = solver.solve(rest);
  if (filling.kind !== "found") return filling;
  const size: Atom = { kind: "size", min: short, max: short };
  // If two items must be equal, two filling items are.
  const kept = atoms.filter(({ kind }) => kind !== "size" && (distinct || kind !== "unique"));
  const start = solveShort([...kept, size], solver);
  if (start.kind !== "found") return start;
  const atMost = atomsOf(atoms, "count").filter(({ max }) => max < Number.POSITIVE_INFINITY);
  const asked = [...rest, ...atMost.map(each => literal(each.literal.node, !each.literal.sign))];
  const items = Array.isArray(start.value) ? start.value : [];
  const filler = distinct
    ? differentItems(length - short, asked, items, solver)
    : sameItems(length - short, asked, solver);
  // Another filling might work.
  return filler === undefined ? undecided(distinct ? "uniqueItems" : "minItems") : found([...items, ...filler]);
}

const literal = (node: Literal["node"], sign: boolean): Literal => ({ node, sign });

function sameItems(count: number, asked: readonly Literal[], solver: Solver): Json[] | undefined {
  const item = solver.solve(asked);
  return item.kind === "found" ? Array.from({ length: count }, () => item.value) : undefined;
}

/** Numbers from 0 on, or their texts. */
function differentItems(count: number, asked: readonly Literal[], taken: readonly Json[], solver: Solver) {
  const before = new Set(taken.map(value => JSON.stringify(value)));
  for (const [type, make] of [
    ["number", (index: number) => index],
    ["string", String],
  ] as const) {
    const items: Json[] = [];
    for (let index = 0; index < 2 * count && items.length < count && index < items.length + 200; index++) {
      const value = make(index);
      if (before.has(JSON.stringify(value))) continue;
      const outcome = solver.solveOf(type, asked, [{ kind: "among", values: [value] }]);
      if (outcome.kind === "found") items.push(value);
    }
    if (items.length === count) return items;
  }
  return undefined;
}
