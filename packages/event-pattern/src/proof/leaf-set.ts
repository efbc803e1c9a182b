import type { Leaf } from "../parse/operator.ts";
import { and, anything, literal, none, not, or, type Term } from "./language/term.ts";
import { allNumbers, intersectNumbers, invertNumbers, type NumberSet, oneNumber, unionNumbers } from "./number-set.ts";

/** A set of scalars: what a condition accepts, or what a schema allows. */
export interface LeafSet {
  readonly strings: Term;
  readonly numbers: NumberSet;
  /** Of null, true and false. */
  readonly literals: ReadonlySet<null | boolean>;
}

const LITERALS = [null, true, false];

/** Every scalar. */
export const allLeaves: LeafSet = { strings: anything, numbers: allNumbers, literals: new Set(LITERALS) };
/** No scalar. */
export const noLeaves: LeafSet = { strings: none, numbers: [], literals: new Set() };

/** Some strings. */
export const stringLeaves = (strings: Term): LeafSet => ({ ...noLeaves, strings });

/** Some numbers. */
export const numberLeaves = (numbers: NumberSet): LeafSet => ({ ...noLeaves, numbers });

/** One scalar. */
export function oneLeaf(value: Leaf): LeafSet {
  if (typeof value === "string") return stringLeaves(literal(value));
  if (typeof value === "number") return numberLeaves(oneNumber(value));
  return { ...noLeaves, literals: new Set([value]) };
}

/** What all of the sets hold. */
export const intersectLeaves = (sets: readonly LeafSet[]): LeafSet => ({
  strings: and(sets.map(({ strings }) => strings)),
  numbers: sets.reduce((all, { numbers }) => intersectNumbers(all, numbers), allNumbers),
  literals: new Set(LITERALS.filter(value => sets.every(({ literals }) => literals.has(value)))),
});

/** What any of the sets holds. */
export const uniteLeaves = (sets: readonly LeafSet[]): LeafSet => ({
  strings: or(sets.map(({ strings }) => strings)),
  numbers: sets.reduce<NumberSet>((all, { numbers }) => unionNumbers(all, numbers), []),
  literals: new Set(sets.flatMap(({ literals }) => [...literals])),
});

/** What the set does not hold. */
export const invertLeaves = ({ strings, numbers, literals }: LeafSet): LeafSet => ({
  strings: not(strings),
  numbers: invertNumbers(numbers),
  literals: new Set(LITERALS.filter(value => !literals.has(value))),
});

/** Whether a value is a scalar. */
export const isLeaf = (value: unknown): value is Leaf =>
  value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
