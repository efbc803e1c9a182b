import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../match/compile.ts";
import { match } from "../match/match.ts";
import { implies } from "./implies.ts";
import { overlap } from "./overlap.ts";

const leaf = fc.constantFrom<unknown>(1, 0, "x", "xy", "10.0.0.1", null, true);
const operator = fc.oneof(
  leaf,
  fc.constantFrom(
    { exists: false },
    { exists: true },
    { prefix: "x" },
    { "anything-but": "x" },
    { "anything-but": [1, 0] },
    { numeric: [">", 0] },
    { wildcard: "x*" },
    { cidr: "10.0.0.0/24" },
    { "equals-ignore-case": "X" },
  ),
);
const operators = fc.array(operator, { minLength: 1, maxLength: 2 });
const key = fc.constantFrom("a", "b", "c");
const flat = fc.dictionary(key, operators, { minKeys: 1, maxKeys: 3 });
const nested = flat.map(below => ({ a: below }));
const pattern = fc.oneof(
  flat,
  nested,
  fc.tuple(nested, flat, nested).map(([all, one, other]) => ({ ...all, $or: [one, other] })),
);
const inner = fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { maxLength: 2 })));
const event = fc.dictionary(key, fc.oneof(leaf, inner, fc.array(fc.oneof(leaf, inner), { maxLength: 3 })));

test("what is implied no event refutes, and what is not the counter-example refutes", () => {
  const seen = { yes: 0, no: 0, unknown: 0 };
  fc.assert(
    fc.property(pattern, pattern, fc.array(event, { minLength: 5, maxLength: 20 }), (a, b, events) => {
      const found = implies(a, b);
      seen[found.verdict]++;
      const refutes = (e: unknown) => match(compile(a), e) && !match(compile(b), e);
      if (found.verdict === "yes") expect(events.filter(refutes)).toEqual([]);
      if (found.verdict === "no") expect(refutes(found.counterExample)).toBe(true);
    }),
    // Takes seconds: the same cases every time, unless somebody hunts.
    { numRuns: Number(process.env.PROOF_RUNS ?? 200), seed: Number(process.env.PROOF_SEED ?? 1) },
  );
  expect(seen.yes).toBeGreaterThan(0);
  expect(seen.no).toBeGreaterThan(50);
});

test("a pattern is implied by any that asks for more", () => {
  fc.assert(
    fc.property(nested, operators, fc.array(event, { maxLength: 20 }), (a, more, events) => {
      const narrower = { ...a, b: more };
      expect(implies(narrower, a).verdict).toBe("yes");
      expect(events.filter(e => match(compile(narrower), e) && !match(compile(a), e))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

const scalar = { type: ["string", "number", "boolean", "null"] };
const schema = { type: "object", properties: { a: scalar, b: scalar, c: scalar }, additionalProperties: false };
const flatEvent = fc.dictionary(key, leaf);

test("patterns that do not overlap share no event, and those that do share the witness", () => {
  const seen = { yes: 0, no: 0, unknown: 0 };
  fc.assert(
    fc.property(flat, flat, fc.array(flatEvent, { minLength: 5, maxLength: 20 }), (a, b, events) => {
      const found = overlap(a, b, { schema, validate: () => true });
      seen[found.verdict]++;
      const shared = (e: unknown) => match(compile(a), e) && match(compile(b), e);
      if (found.verdict === "no") expect(events.filter(shared)).toEqual([]);
      if (found.verdict === "yes") expect(shared(found.witness)).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(seen.yes).toBeGreaterThan(0);
  expect(seen.no).toBeGreaterThan(0);
});

test("the search for an event of two patterns is bounded by the ways to match both", () => {
  const keys = Array.from({ length: 6 }, (_, i) => `k${i}`);
  const perhaps = (value: string) => Object.fromEntries(keys.map(each => [each, [value, { exists: false }]] as const));
  let looked = 0;
  const validate = () => ++looked === 0;
  expect(overlap(perhaps("x"), perhaps("y"), { schema: { type: "object" }, validate })).toEqual({ verdict: "unknown" });
  expect(looked).toBeLessThan(3_000);
});

test.each(["0.0.0.0/0", "::/0", "2001:db8::/32"])("addresses of a block as wide as %s are found", cidr => {
  const [all, some] = [{ a: [{ cidr }] }, { a: [{ cidr }], b: ["x"] }];
  expect(overlap(all, some)).toHaveProperty("verdict", "yes");
  expect(implies(some, all)).toEqual({ verdict: "yes" });
  expect(implies(all, some)).toHaveProperty("verdict", "no");
});

test("two values of one field overlap only where the field may be an array", () => {
  const [one, other] = [{ a: ["x"] }, { a: ["xy"] }];
  expect(overlap(one, other)).toHaveProperty("verdict", "yes");
  expect(overlap(one, other, { schema, validate: () => true })).toEqual({ verdict: "no" });
});

test("an unsupported keyword makes the verdict unknown, even if no event is found", () => {
  const twice = /^(.)\1+$/;
  const within = {
    schema: { type: "object", properties: { a: { type: "string", pattern: twice.source } } },
    validate: (value: unknown) => twice.test(String((value as { a?: unknown }).a)),
  };
  expect(overlap({ a: [{ prefix: "x" }] }, { a: [{ suffix: "y" }] }, within)).toEqual({ verdict: "unknown" });
});

test("more ways to meet the conditions than are tried leave unknown what none of the first refutes", () => {
  const keys = Array.from({ length: 8 }, (_, i) => `k${i}`);
  const element = {
    type: "object",
    properties: Object.fromEntries(keys.map(each => [each, scalar])),
    additionalProperties: false,
  };
  const properties = { list: { type: "array", items: element }, a: scalar };
  const within = { schema: { type: "object", properties, additionalProperties: false }, validate: () => true };
  const few = (count: number) =>
    Object.fromEntries(keys.slice(0, count).map(each => [each, ["x", { exists: false }]] as const));
  expect(overlap({ list: few(3), a: ["x"] }, { a: ["xy"] }, within)).toEqual({ verdict: "no" });
  expect(overlap({ list: few(8), a: ["x"] }, { a: ["xy"] }, within)).toEqual({ verdict: "unknown" });
});

test.each([
  ["a prefix of a prefix", { a: [{ prefix: "xy" }] }, { a: [{ prefix: "x" }] }, "yes"],
  ["the wider prefix", { a: [{ prefix: "x" }] }, { a: [{ prefix: "xy" }] }, "no"],
  ["a narrower range", { a: [{ numeric: [">", 1, "<", 2] }] }, { a: [{ numeric: [">=", 1] }] }, "yes"],
  ["presence", { a: { b: [1] } }, { a: { b: [{ exists: true }] } }, "yes"],
  ["absence from one element", { a: { a: [1], b: [{ exists: false }] } }, { a: { b: [{ exists: false }] } }, "no"],
])("%s is decided", (_, a, b, verdict) => {
  expect(implies(a, b).verdict).toBe(verdict);
});
