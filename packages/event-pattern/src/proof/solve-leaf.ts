import type { Facts, LeafFact } from "./facts.ts";
import { findWord } from "./language/find-word.ts";
import { intersectLeaves, type LeafSet } from "./leaf-set.ts";
import { pickNumber } from "./pick-number.ts";
import { type Demand, note, type Proof } from "./proof.ts";

/** The scalars, one of each kind, that the facts allow and that meet the demands. */
export function* solveLeaf(proof: Proof, facts: Facts, demands: readonly Demand[], depth: number): Generator<unknown> {
  const longer = demands.find(({ kind, steps }) => kind === "some" && steps.length > 0);
  const here = demands.filter(({ steps }) => steps.length === 0);
  if (here.some(({ kind }) => kind === "none")) return;
  const allowed = intersectLeaves(facts.leaves.map(({ may }) => may));
  if (longer !== undefined) {
    if (!isEmpty(allowed, facts)) note(proof.obstacles, { demand: longer, kind: "no-member", place: undefined, depth });
    return;
  }
  const wanted = intersectLeaves([allowed, ...here.map(({ set }) => set)]);
  let found = false;
  for (const value of valuesIn(proof, facts, wanted)) {
    found = true;
    yield value;
  }
  if (!found) for (const demand of here) explain(proof, facts, demand, depth);
}

function* valuesIn(proof: Proof, facts: Facts, wanted: LeafSet): Generator<unknown> {
  const must = intersectLeaves([wanted, ...facts.leaves.map(({ may, must }) => must ?? may)]);
  const word = findWord(must.strings);
  const gap = facts.leaves.find(fact => fact.must !== undefined)?.place ?? facts.leaves[0]?.place;
  const missed = { keyword: "type", base: "", pointer: "" };
  if (typeof word === "string") yield word;
  else if (
    word === undefined ||
    (gap !== undefined && must.strings !== wanted.strings && findWord(wanted.strings) !== null)
  ) {
    note(proof.cuts, gap ?? missed);
  }
  const number = pickNumber(wanted.numbers, facts.multiples);
  if (number === undefined) note(proof.cuts, facts.multiples[0]?.place ?? missed);
  else if (number !== null) yield number;
  yield* wanted.literals;
}

const isEmpty = ({ strings, numbers, literals }: LeafSet, facts: Facts): boolean =>
  literals.size === 0 && pickNumber(numbers, facts.multiples) === null && findWord(strings) === null;

/** Blames the one keyword that excludes what is asked for, or all of them together. */
function explain(proof: Proof, facts: Facts, demand: Demand, depth: number): void {
  const alone = { ...facts, multiples: [] };
  const excludes = (fact: LeafFact) => isEmpty(intersectLeaves([fact.may, demand.set]), alone);
  const culprit = facts.leaves.find(excludes)?.place ?? facts.multiples[0]?.place ?? facts.leaves.at(-1)?.place;
  note(proof.obstacles, { demand, kind: "excluded", place: culprit, depth });
}
