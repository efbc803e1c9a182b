import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../match/compile.ts";
import { anyOf } from "../match/predicate.ts";
import { ipBytes } from "../parse/ip-address.ts";
import type { Leaf } from "../parse/operator.ts";
import { derivative } from "./language/derivative.ts";
import { findWord } from "./language/find-word.ts";
import { intersectLeaves, invertLeaves, type LeafSet } from "./leaf-set.ts";
import { intersectNumbers, oneNumber } from "./number-set.ts";
import { operatorLeaves } from "./operator-leaves.ts";

const word = fc.string({ unit: fc.constantFrom("a", "A", "k", "\u212a", "é", "É", "*", "0", "1"), maxLength: 4 });
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom(
    "10.0.0.1",
    "010.0.0.001",
    "::ffff:a00:1",
    "::",
    "1::",
    "::1",
    "0:0:0:0:0:ffff:0a00:0001",
    "10.0.0.256",
  ),
);
const affix = word.filter(text => text !== "");
const plain = affix.map(text => text.replaceAll("*", "-"));
const operator = fc.oneof(
  word,
  address,
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(true, null),
  word.map(prefix => ({ prefix })),
  word.map(suffix => ({ suffix })),
  word.map(text => ({ prefix: { "equals-ignore-case": text } })),
  word.map(text => ({ "equals-ignore-case": text })),
  fc.array(plain, { minLength: 1, maxLength: 3 }).map(pieces => ({ wildcard: pieces.join("*") })),
  fc
    .tuple(
      address.filter(text => ipBytes(text) !== undefined),
      fc.integer({ min: 0, max: 31 }),
    )
    .map(([ip, bits]) => ({ cidr: `${ip}/${bits}` })),
  fc
    .tuple(fc.integer({ min: -3, max: 0 }), fc.integer({ min: 1, max: 3 }))
    .map(([a, b]) => ({ numeric: [">", a, "<=", b] })),
  fc.array(plain, { minLength: 1, maxLength: 2 }).map(but => ({ "anything-but": but })),
  affix.map(prefix => ({ "anything-but": { prefix } })),
  fc.constant({ exists: true }),
);
const leaf = fc.oneof(
  word,
  address,
  fc.double({ min: -4, max: 4, noNaN: true }),
  fc.integer({ min: -4, max: 4 }),
  fc.constantFrom(null, true, false),
);

const holds = (set: LeafSet, value: Leaf): boolean => {
  if (typeof value === "number") return intersectNumbers(set.numbers, oneNumber(value)).length > 0;
  if (typeof value !== "string") return set.literals.has(value);
  return [...value].reduce((left, char) => derivative(left, char.codePointAt(0)!), set.strings).nullable;
};
const operatorsOf = (items: unknown) => compile({ a: items }).alternatives[0]!.conditions[0]!.operators;

test("the set of an operator holds exactly what the operator accepts, and its inverse the rest", () => {
  fc.assert(
    fc.property(fc.array(operator, { minLength: 1, maxLength: 2 }), leaf, (items, value) => {
      const set = operatorLeaves(operatorsOf(items));
      const accepted = anyOf(operatorsOf(items))(value);
      expect([holds(set, value), holds(invertLeaves(set), value)]).toEqual([accepted, !accepted]);
    }),
    { numRuns: 3_000 },
  );
});

test("a text found for two operators together satisfies both", () => {
  fc.assert(
    fc.property(operator, operator, (one, other) => {
      const [a, b] = [operatorsOf([one]), operatorsOf([other])];
      const found = findWord(intersectLeaves([operatorLeaves(a), operatorLeaves(b)]).strings);
      if (typeof found === "string") expect([anyOf(a)(found), anyOf(b)(found)]).toEqual([true, true]);
    }),
    { numRuns: 1_000 },
  );
});
