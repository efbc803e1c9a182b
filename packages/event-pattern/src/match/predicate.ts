import { type IpRange, inRange, ipBytes } from "../parse/ip-address.ts";
import type { Leaf, Operator } from "../parse/operator.ts";
import { wildcardPieces } from "../parse/wildcard.ts";
import { affixSet } from "./affix-set.ts";
import { foldCase } from "./fold-case.ts";
import { rangeSet } from "./range-set.ts";
import { compileWildcards } from "./wildcard-set.ts";

/** Whether a leaf of an event satisfies a condition. */
export type Predicate = (leaf: Leaf) => boolean;

/** The predicate for the alternatives of one path: true when any operator accepts. `exists: false` accepts no leaf. */
export function anyOf(operators: readonly Operator[]): Predicate {
  const exact = new Set(operators.flatMap(operator => (operator.op === "exact" ? [operator.value] : [])));
  const others = Object.values(Object.groupBy(operators, kindOf)).flatMap(group => together(group ?? []));
  const [only] = exact;
  const isExact: Predicate =
    exact.size === 0 ? () => false : exact.size === 1 ? leaf => leaf === only : leaf => exact.has(leaf);
  if (others.length === 0) return isExact;
  const [other] = others;
  if (exact.size === 0 && others.length === 1 && other !== undefined) return other;
  return leaf => isExact(leaf) || others.some(accepts => accepts(leaf));
}

/** What can be looked for at once. */
function kindOf(operator: Operator): string {
  if (operator.op === "exact") return operator.ip === undefined ? "exact" : "ip";
  if (operator.op === "cidr") return "ip";
  return operator.op === "prefix" || operator.op === "suffix" ? `${operator.op} ${operator.ignoreCase}` : operator.op;
}

/** The predicates of operators of one kind: one for all where one look at a leaf tells, as an event may hold 100,000 leaves. */
function together(operators: readonly Operator[]): Predicate[] {
  const [first, ...more] = operators;
  if (first === undefined || kindOf(first) === "exact") return [];
  if (first.op === "wildcard") {
    const pieces = operators.flatMap(each => (each.op === "wildcard" ? [wildcardPieces(each.text, "")] : []));
    return [onText(compileWildcards(pieces))];
  }
  if (more.length === 0) return [predicate(first)];
  const texts = operators.flatMap(each => ("text" in each ? [each.text] : []));
  switch (first.op) {
    case "prefix":
    case "suffix": {
      if (!first.ignoreCase) return [onText(affixSet(texts, first.op))];
      const folded = affixSet(texts.map(foldCase), first.op);
      return [onText(text => folded(foldCase(text)))];
    }
    case "equals-ignore-case": {
      const folded = new Set(texts.map(foldCase));
      return [onText(text => folded.has(foldCase(text)))];
    }
    case "numeric": {
      const isInside = rangeSet(operators.filter(each => each.op === "numeric"));
      return [leaf => typeof leaf === "number" && isInside(leaf)];
    }
    case "exact":
    case "cidr":
      return [inRanges(operators.flatMap(rangeOf))];
    default:
      return operators.map(predicate);
  }
}

function onText(test: (text: string) => boolean): Predicate {
  return leaf => typeof leaf === "string" && test(leaf);
}

function rangeOf(operator: Operator): IpRange[] {
  if (operator.op === "cidr") return [operator.range];
  return operator.op === "exact" && operator.ip !== undefined ? [operator.ip] : [];
}

/** Addresses as texts that compare as the addresses do, those of one family beside each other. */
function inRanges(ranges: readonly IpRange[]): Predicate {
  const key = (bytes: readonly number[]) => String.fromCharCode(bytes.length, ...bytes);
  const isInside = rangeSet(
    ranges.map(({ low, high }) => ({ low: key(low), lowOpen: false, high: key(high), highOpen: false })),
  );
  return onText(text => {
    const bytes = ipBytes(text);
    return bytes !== undefined && isInside(key(bytes));
  });
}

function predicate(operator: Operator): Predicate {
  switch (operator.op) {
    case "exact":
      return operator.ip === undefined ? leaf => leaf === operator.value : inCidr(operator.ip);
    case "prefix":
      if (!operator.ignoreCase) return leaf => typeof leaf === "string" && leaf.startsWith(operator.text);
      return onFolded(operator.text, (value, text) => value.startsWith(text));
    case "suffix":
      if (!operator.ignoreCase) return leaf => typeof leaf === "string" && leaf.endsWith(operator.text);
      return onFolded(operator.text, (value, text) => value.endsWith(text));
    case "equals-ignore-case":
      return onFolded(operator.text, (value, text) => value === text);
    case "wildcard":
      return anyOf([operator]);
    case "numeric": {
      const { low, lowOpen, high, highOpen } = operator;
      return leaf =>
        typeof leaf === "number" && (lowOpen ? leaf > low : leaf >= low) && (highOpen ? leaf < high : leaf <= high);
    }
    case "cidr":
      return inCidr(operator.range);
    case "exists":
      return () => operator.exists;
    case "anything-but": {
      const excluded = anyOf(operator.but);
      return leaf => !excluded(leaf);
    }
  }
}

function inCidr(range: Parameters<typeof inRange>[0]): Predicate {
  return leaf => {
    if (typeof leaf !== "string") return false;
    if (leaf !== lastAddress) {
      lastBytes = ipBytes(leaf);
      lastAddress = leaf;
    }
    return lastBytes !== undefined && inRange(range, lastBytes);
  };
}

/** The last one: many conditions ask for the same value in turn. */
let lastAddress = "";
let lastBytes: readonly number[] | undefined;

function onFolded(text: string, test: (value: string, text: string) => boolean): Predicate {
  const folded = foldCase(text);
  return leaf => typeof leaf === "string" && test(foldCase(leaf), folded);
}
