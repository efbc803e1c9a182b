import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "./compile.ts";
import { match } from "./match.ts";
import { mismatches } from "./mismatches.ts";

const of = (pattern: unknown, event: unknown) =>
  mismatches(compile(pattern), event).map(({ pointer, kind, message }) => [pointer, kind, message]);

test.each<[string, unknown, unknown, string, string]>([
  [
    "a field that is not there",
    { a: { b: { c: [1] } } },
    { a: {} },
    "no-field",
    "a.b.c should be 1, but the event has no a.b",
  ],
  [
    "an object in its place",
    { a: ["x"] },
    { a: { b: 1 } },
    "no-value",
    'a should be "x", but it holds an object or an empty list; conditions test only single values',
  ],
  [
    "an empty list",
    { a: [{ exists: true }] },
    { a: [] },
    "no-value",
    "a should be there, but it holds an object or an empty list; conditions test only single values",
  ],
  ["a value of another type", { a: ["1"] }, { a: 1 }, "wrong-type", 'a should be "1", but it is a number'],
  [
    "values of other types",
    { a: [{ numeric: ["=", 1] }] },
    { a: ["1", true] },
    "wrong-type",
    "a should be 1, but it is a text and true or false",
  ],
  ["another value", { a: ["x"] }, { a: "y" }, "other-value", 'a should be "x", but it is not'],
  [
    "a value excluded",
    { a: [{ "anything-but": ["x"] }] },
    { a: "x" },
    "other-value",
    'a should be anything but "x", but it is not',
  ],
  [
    "another letter case",
    { a: ["Patient"] },
    { a: "patient" },
    "other-value",
    'a should be "Patient", but it is written in another letter case',
  ],
  [
    "spaces",
    { a: ["x"] },
    { a: " x" },
    "other-value",
    'a should be "x", but it is written with other spaces around it',
  ],
  [
    "a field that should not be there",
    { a: { b: [{ exists: false }] } },
    { a: [{ b: 1 }] },
    "present",
    "a.b should be absent, but it is there",
  ],
])("says of %s what is asked for, and what is wrong", (_what, pattern, event, kind, message) => {
  expect(of(pattern, event).map(([, ...rest]) => rest)).toEqual([[kind, message]]);
});

describe("mismatches", () => {
  test("are none where the pattern matches", () => {
    expect(of({ a: [1] }, { a: 1 })).toEqual([]);
  });

  test("are every condition of the alternative that the event is nearest to", () => {
    const pattern = {
      $or: [
        { a: [1], b: [1], c: [1] },
        { a: [2], b: [2], c: [1] },
        { d: [1], e: [1], f: [1] },
      ],
    };
    expect(of(pattern, { a: 1, b: 3, c: 3 }).map(([pointer]) => pointer)).toEqual(["/$or/0/b", "/$or/0/c"]);
  });

  test("name conditions met only in different elements of an array", () => {
    const pattern = { items: { a: [1], b: [1] }, c: [1] };
    const event = { items: [{ a: 1 }, { b: 1 }], c: 1 };
    expect(mismatches(compile(pattern), event)).toEqual([
      {
        pointer: "/items/a",
        kind: "apart",
        message: expect.stringMatching(/both items\.a and items\.b$/),
        others: ["/items/b"],
      },
    ]);
  });

  test.each([[null], ["x"], [[]]])("say that %j is not an event", event => {
    expect(of({ a: [1] }, event)).toEqual([["", "not-an-object", "the event is not a JSON object"]]);
  });

  test("survive an event of any depth", () => {
    const deep: unknown = JSON.parse(`{"a":${"[".repeat(100_000)}1${"]".repeat(100_000)}}`);
    expect(of({ a: { b: [1] } }, deep)).toHaveLength(1);
  });

  const leaf = fc.constantFrom<unknown>(1, "x", null, true);
  const event = fc.letrec<{ object: object; value: unknown }>(tie => ({
    object: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3 }),
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.constant("CANARY"),
      fc.array(tie("value"), { maxLength: 3 }),
      tie("object"),
    ),
  })).object;
  const operators = fc.array(
    fc.oneof(
      leaf,
      fc.boolean().map(exists => ({ exists })),
    ),
    { minLength: 1, maxLength: 2 },
  );
  const pattern = fc.letrec<{ object: object }>(tie => ({
    object: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof({ maxDepth: 3 }, operators, tie("object")), {
      minKeys: 1,
      maxKeys: 3,
    }),
  })).object;
  const choice = fc.array(pattern, { minLength: 2, maxLength: 3 }).map($or => ({ $or }));

  test("are none exactly where the pattern matches, and hold no value of the event", () => {
    fc.assert(
      fc.property(fc.oneof(pattern, choice), event, (pattern, event) => {
        const compiled = compile(pattern);
        const found = mismatches(compiled, event);
        expect(found.length === 0).toBe(match(compiled, event));
        expect(JSON.stringify(found)).not.toContain("CANARY");
      }),
      { numRuns: 1_000 },
    );
  });
});
