import { foldCase } from "./fold-case.ts";
import { inRange, ipBytes } from "./ip-address.ts";
import type { Leaf, Operator } from "./operator.ts";
import { wildcardPieces } from "./wildcard.ts";
import { compileWildcards } from "./wildcard-set.ts";

/** Whether a leaf of an event satisfies a condition. */
export type Predicate = (leaf: Leaf) => boolean;

/** The predicate for the alternatives of one path: true when any operator accepts. `exists: false` accepts no leaf. */
export function anyOf(operators: readonly Operator[]): Predicate {
  const exact = new Set(operators.flatMap(operator => (operator.op === "exact" ? [operator.value] : [])));
  const wildcards = operators.flatMap(operator =>
    operator.op === "wildcard" ? [wildcardPieces(operator.text, "")] : [],
  );
  const others = operators
    .filter(operator => operator.op !== "wildcard" && (operator.op !== "exact" || operator.ip !== undefined))
    .map(predicate);
  if (wildcards.length > 0) {
    const matches = compileWildcards(wildcards);
    others.push(leaf => typeof leaf === "string" && matches(leaf));
  }
  const [only] = exact;
  const isExact: Predicate =
    exact.size === 0 ? () => false : exact.size === 1 ? leaf => leaf === only : leaf => exact.has(leaf);
  if (others.length === 0) return isExact;
  const [other] = others;
  if (exact.size === 0 && others.length === 1 && other !== undefined) return other;
  return leaf => isExact(leaf) || others.some(accepts => accepts(leaf));
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
