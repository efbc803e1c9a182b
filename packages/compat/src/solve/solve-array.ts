import { type Atom, type AtomOf, atomsOf, type Literal } from "../formula.ts";
import type { Node } from "../node.ts";
import type { Solver } from "./goal-solver.ts";
import { empty, found, type Json, type Outcome, undecided } from "./outcome.ts";
import { solveLongArray } from "./solve-long-array.ts";

const unlimited = Number.POSITIVE_INFINITY;
const mostItems = 600;
const mostPlans = 3_000;

/** What each item of an array of a certain length has to satisfy. */
type Slots = readonly (readonly Literal[])[];

/**
 * An array that satisfies the atoms. Only lengths up to what the demands can use are tried: of a longer array an item
 * that serves no demand could be left out.
 */
export function solveArray(atoms: readonly Atom[], solver: Solver): Outcome {
  const sizes = atomsOf(atoms, "size");
  const min = Math.ceil(sizes.reduce((most, each) => Math.max(most, each.min), 0));
  const max = Math.floor(sizes.reduce((least, each) => Math.min(least, each.max), unlimited));
  if (min > max) return empty;
  const items = atomsOf(atoms, "items");
  const demands = atomsOf(atoms, "someItem");
  const counts = atomsOf(atoms, "count");
  const unique = atomsOf(atoms, "unique");
  if (unique.some(({ sign }) => sign) && unique.some(({ sign }) => !sign)) return empty;
  const twins = unique.some(({ sign }) => !sign);
  const prefix = Math.max(0, ...items.map(each => each.prefix.length), ...demands.map(({ from }) => from));
  const needs = demands.length + counts.reduce((sum, each) => sum + each.min, 0) + (twins ? 2 : 0);
  const longest = Math.min(max, Math.max(min, prefix + needs));
  if (longest > mostItems) {
    if (prefix + needs > mostItems) return undecided("minItems");
    return solveLongArray(atoms, { length: min, short: prefix + needs }, solver, solveArray);
  }

  let open: Outcome = empty;
  let plans = 0;
  for (let length = min; length <= longest; length++) {
    for (const slots of placements(baseSlots(length, items), demands, counts, twins)) {
      if (++plans > mostPlans) return undecided("contains");
      const outcome = fill(slots, unique.length > 0 && !twins, twins, solver);
      if (outcome.kind === "found") return outcome;
      if (outcome.kind === "undecided" && open.kind === "empty") open = outcome;
    }
  }
  return open;
}

function baseSlots(length: number, items: readonly AtomOf<"items">[]): Slots {
  const valid = (node: Node | undefined): Literal[] => (node === undefined ? [] : [{ node, sign: true }]);
  return Array.from({ length }, (_none, index) =>
    items.flatMap(({ prefix, rest }) => valid(index < prefix.length ? prefix[index] : rest)),
  );
}

/** Every way of giving each demand an item of its own choice. */
function* placements(
  slots: Slots,
  demands: readonly AtomOf<"someItem">[],
  counts: readonly AtomOf<"count">[],
  twins: boolean,
): Generator<Slots> {
  const [demand, ...others] = demands;
  if (demand !== undefined) {
    for (let index = demand.from; index < Math.min(demand.to, slots.length); index++) {
      yield* placements(withLiteral(slots, [index], demand.literal), others, counts, twins);
    }
    return;
  }
  const [count, ...further] = counts;
  if (count === undefined) {
    yield slots;
    return;
  }
  if (count.max === unlimited) {
    for (const chosen of choices(slots.length, count.min)) {
      yield* placements(withLiteral(slots, chosen, count.literal), [], further, twins);
    }
    return;
  }
  // Exactly these items pass, all others fail.
  for (let exactly = count.min; exactly <= Math.min(count.max, slots.length); exactly++) {
    for (const chosen of choices(slots.length, exactly)) {
      const passing = withLiteral(slots, chosen, count.literal);
      const rest = slots.map((_each, index) => index).filter(index => !chosen.includes(index));
      const { node, sign } = count.literal;
      yield* placements(withLiteral(passing, rest, { node, sign: !sign }), [], further, twins);
    }
  }
}

const withLiteral = (slots: Slots, chosen: readonly number[], literal: Literal): Slots =>
  slots.map((each, index) => (chosen.includes(index) ? [...each, literal] : each));

function* choices(length: number, size: number, from = 0): Generator<number[]> {
  if (size === 0) yield [];
  else {
    for (let index = from; index <= length - size; index++) {
      for (const rest of choices(length, size - 1, index + 1)) yield [index, ...rest];
    }
  }
}

function fill(slots: Slots, distinct: boolean, twins: boolean, solver: Solver): Outcome {
  const values: Json[] = [];
  let open: Outcome | undefined;
  for (const literals of slots) {
    const outcome = solver.solve(literals);
    if (outcome.kind === "empty") return empty;
    if (outcome.kind === "found") values.push(outcome.value);
    else open ??= outcome;
  }
  if (open !== undefined) return open;
  if (distinct) return distinctValues(slots, values, solver);
  return twins ? withTwins(slots, values, solver) : found(values);
}

/** Items from different searches; where two are equal one is searched for again, told what to avoid. */
function distinctValues(slots: Slots, first: readonly Json[], solver: Solver): Outcome {
  const values: Json[] = [];
  for (const [index, literals] of slots.entries()) {
    const taken = new Set(values.map(value => JSON.stringify(value)));
    if (!taken.has(JSON.stringify(first[index]))) {
      values.push(first[index]!);
      continue;
    }
    const outcome = solver.solveDifferent(literals, values);
    if (outcome.kind === "undecided") return outcome;
    // All items have the same demands: no further values exist.
    const same = slots.every(each => keyOf(each) === keyOf(literals));
    if (outcome.kind === "empty") return same || values.length === 0 ? empty : undecided("uniqueItems");
    values.push(outcome.value);
  }
  return found(values);
}

const keyOf = (literals: readonly Literal[]) => literals.map(({ node, sign }) => `${sign}${node.id}`).join();

/** Two equal items: some value that satisfies what is asked of two places. */
function withTwins(slots: Slots, values: readonly Json[], solver: Solver): Outcome {
  let open: Outcome = empty;
  for (let a = 0; a < slots.length; a++) {
    for (let b = a + 1; b < slots.length; b++) {
      const outcome = solver.solve([...slots[a]!, ...slots[b]!]);
      if (outcome.kind === "found") {
        return found(values.map((value, index) => (index === a || index === b ? outcome.value : value)));
      }
      if (outcome.kind === "undecided") open = outcome;
    }
  }
  return open;
}
