import type { Facts, Place } from "./facts.ts";
import { allChars } from "./language/char-set.ts";
import { regexTerm } from "./language/regex-term.ts";
import { anything, chars, not, repeat, type Term } from "./language/term.ts";
import {
  invertLeaves,
  isLeaf,
  type LeafSet,
  noLeaves,
  numberLeaves,
  oneLeaf,
  stringLeaves,
  uniteLeaves,
} from "./leaf-set.ts";
import { allNumbers, type Interval, invertNumbers } from "./number-set.ts";
import { note, type Proof } from "./proof.ts";

const numbers = numberLeaves(allNumbers);
const strings = stringLeaves(anything);
const notNumbers = invertLeaves(numbers);
const notStrings = invertLeaves(strings);

const ofType: Readonly<Record<string, LeafSet>> = {
  null: oneLeaf(null),
  boolean: uniteLeaves([oneLeaf(true), oneLeaf(false)]),
  number: numbers,
  integer: numbers,
  string: strings,
};

/** Adds what a `type` allows, or what it does not. */
export function applyType(facts: Facts, value: unknown, negative: boolean, place: Place): void {
  const types = (Array.isArray(value) ? value : [value]).map(String);
  const listed = uniteLeaves(types.map(type => ofType[type] ?? noLeaves));
  const whole = types.includes("integer") && !types.includes("number");
  if (whole) facts.multiples.push({ place, of: 1, negative });
  const left = negative
    ? invertLeaves(whole ? uniteLeaves(types.filter(t => t !== "integer").map(t => ofType[t] ?? noLeaves)) : listed)
    : listed;
  facts.leaves.push({ place, may: left });
  if (types.includes("object") === negative) facts.noObject ??= place;
  if (types.includes("array") === negative) facts.noArray ??= place;
}

/** Adds what an `enum` allows, or what it does not. */
export function applyEnum(
  proof: Proof,
  facts: Facts,
  values: readonly unknown[],
  negative: boolean,
  place: Place,
): void {
  const leaves = uniteLeaves(values.filter(isLeaf).map(oneLeaf));
  facts.leaves.push({ place, may: negative ? invertLeaves(leaves) : leaves });
  const compounds = values.filter(value => !isLeaf(value));
  if (negative) {
    if (compounds.length > 0) note(proof.ignored, place);
    return;
  }
  const known = facts.compounds?.values.map(value => JSON.stringify(value));
  const both = compounds.filter(value => known === undefined || known.includes(JSON.stringify(value)));
  // Objects with members in another order are equal, which this comparison misses.
  if (known !== undefined && both.length < compounds.length && compounds.some(isObjectLike)) note(proof.cuts, place);
  facts.compounds = { place, values: both };
  if (!both.some(value => !Array.isArray(value))) facts.noObject ??= place;
  if (!both.some(value => Array.isArray(value))) facts.noArray ??= place;
}

const isObjectLike = (value: unknown) => JSON.stringify(value).includes("{");

const bounds: Readonly<Record<string, (bound: number) => Partial<Interval>>> = {
  minimum: low => ({ low }),
  exclusiveMinimum: low => ({ low, lowOpen: true }),
  maximum: high => ({ high }),
  exclusiveMaximum: high => ({ high, highOpen: true }),
};

/** Adds what a keyword on numbers or strings allows, or what it does not; false when it is none, or cannot be read. */
export function applyLeafKeyword(
  proof: Proof,
  facts: Facts,
  keyword: string,
  value: unknown,
  negative: boolean,
  place: Place,
): boolean {
  const bound = bounds[keyword];
  if (bound !== undefined && typeof value === "number") {
    const within = [{ ...allNumbers[0]!, ...bound(value) }];
    const set = negative ? numberLeaves(invertNumbers(within)) : uniteLeaves([notNumbers, numberLeaves(within)]);
    add(facts, { place, may: set }, negative);
    return true;
  }
  if (keyword === "multipleOf" && typeof value === "number") {
    facts.multiples.push({ place, of: value, negative });
    if (negative) add(facts, { place, may: numbers }, true);
    return true;
  }
  const terms = textTerms(proof, keyword, value);
  if (terms === undefined) return false;
  if (terms.may === undefined || terms.must === undefined) note(proof.ignored, place);
  const may = negative ? not(terms.must ?? not(anything)) : (terms.may ?? anything);
  const must = negative ? not(terms.may ?? anything) : terms.must;
  const widen = (term: Term) => (negative ? stringLeaves(term) : uniteLeaves([notStrings, stringLeaves(term)]));
  add(
    facts,
    { place, may: widen(may), ...(must === undefined || must === may ? {} : { must: widen(must) }) },
    negative,
  );
  return true;
}

/** The opposite of a keyword on scalars of one type is said of nothing but these. */
function add(facts: Facts, fact: Facts["leaves"][number], negative: boolean): void {
  facts.leaves.push(fact);
  if (!negative) return;
  facts.noObject ??= fact.place;
  facts.noArray ??= fact.place;
}

function textTerms(
  proof: Proof,
  keyword: string,
  value: unknown,
): { may?: Term | undefined; must?: Term | undefined } | undefined {
  const exactly = (term: Term | undefined) => ({ may: term, must: term });
  if (keyword === "minLength" && typeof value === "number") return exactly(repeat(chars(allChars), value));
  if (keyword === "maxLength" && typeof value === "number") return exactly(repeat(chars(allChars), 0, value));
  if (keyword === "pattern" && typeof value === "string") return exactly(regexTerm(value));
  if (keyword !== "format" || typeof value !== "string") return undefined;
  const format = Object.hasOwn(proof.formats, value) ? proof.formats[value] : undefined;
  const read = (source: string | undefined) => (source === undefined ? undefined : regexTerm(source));
  return { may: read(format?.may), must: read(format?.must) };
}
