import fc from "fast-check";
import { expect, test } from "vitest";
import { alternatives } from "../parse/alternatives.ts";
import { patternNode } from "../parse/pattern-node.ts";
import { compile } from "./compile.ts";
import { evaluate } from "./evaluate.ts";
import { evaluateJointly } from "./evaluate-jointly.ts";
import { jointTree } from "./joint-tree.ts";
import { match } from "./match.ts";
import { compileConditions } from "./match-tree.ts";

const key = fc.constantFrom("a", "a", "b", "a.b");
const leaf = fc.constantFrom<unknown>(1, 0, "x", "xy", null);
const operator = fc.oneof(
  { weight: 4, arbitrary: leaf },
  { weight: 3, arbitrary: fc.constant<unknown>({ exists: false }) },
  fc.constantFrom<unknown>(
    { exists: true },
    { prefix: "x" },
    { prefix: "xy" },
    { suffix: "y" },
    { numeric: [">", 0] },
    { "anything-but": "x" },
  ),
);
const operators = fc.array(operator, { minLength: 1, maxLength: 2 });
const flat = fc.dictionary(key, operators, { maxKeys: 2 });
const pattern = fc.letrec<{ object: Record<string, unknown> }>(tie => ({
  object: fc.oneof(
    { maxDepth: 3 },
    fc.dictionary(key, operators, { minKeys: 1, maxKeys: 3 }),
    fc.dictionary(key, fc.oneof({ maxDepth: 3 }, operators, tie("object")), { minKeys: 1, maxKeys: 3 }),
    fc
      .tuple(flat, fc.array(tie("object"), { minLength: 2, maxLength: 3 }), flat)
      .map(([before, $or, after]) => ({ ...before, $or, ...after })),
  ),
})).object;
const event = fc.letrec<{ object: Record<string, unknown>; value: unknown }>(tie => ({
  object: fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie("value"), { maxLength: 3 }), tie("object")),
})).object;

test("all alternatives together hold of an event when one of them does by itself", () => {
  let [held, tried] = [0, 0];
  fc.assert(
    fc.property(pattern, fc.array(event, { minLength: 10, maxLength: 10 }), (asked, events) => {
      const listed = alternatives(patternNode(asked));
      const trees = listed.map(({ conditions }) => compileConditions(conditions()));
      const together = jointTree(listed);
      for (const value of events) {
        const expected = trees.some(tree => evaluate(tree, value));
        expect(evaluateJointly(together, (1n << BigInt(listed.length)) - 1n, value)).toBe(expected);
        held += expected ? 1 : 0;
        tried++;
      }
    }),
    { numRuns: 2_000 },
  );
  expect(held).toBeGreaterThan(tried / 50);
});

/** How often an event is read while a pattern is matched. */
function reads(asked: unknown, elements: number): number {
  let count = 0;
  const counted = (target: object): unknown =>
    new Proxy(target, {
      get: (object, name) => {
        count++;
        return Reflect.get(object, name) as unknown;
      },
      ownKeys: object => {
        count++;
        return Reflect.ownKeys(object);
      },
    });
  expect(match(compile(asked), { list: Array.from({ length: elements }, () => counted({ z: 1 })) })).toBe(false);
  return count;
}

test("an element is read no more often for 1,000 alternatives or 200 absent fields than for 10", () => {
  const absent = (fields: number) =>
    Object.fromEntries(Array.from({ length: fields }, (_, i) => [`k${i}`, [{ exists: false }]] as const));
  const either = (count: number) => ({ $or: Array.from({ length: count }, (_, i) => ({ [`k${i}`]: [1] })) });
  for (const make of [(n: number) => ({ ...absent(n), z: ["never"] }), either]) {
    const few = reads({ list: make(10) }, 100);
    expect(few).toBeLessThan(100 * 20);
    expect(reads({ list: make(200) }, 100)).toBeLessThanOrEqual(few);
  }
  expect(reads({ list: either(1_000) }, 100)).toBeLessThan(100 * 20);
});

test("a pattern whose alternatives share hundreds of conditions is compiled in proportion to its text", () => {
  const shared = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, [1]] as const));
  const halves = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [`r${i}`, { $or: [{ x: [1] }, { y: [1] }] }] as const),
  );
  const compiled = compile({ ...halves, ...shared });
  expect(compiled.alternatives).toHaveLength(512);
  const parts = new Set(alternatives(patternNode({ ...halves, ...shared })).flatMap(each => each.parts));
  expect([...parts].reduce((sum, part) => sum + part.length, 0)).toBeLessThan(2_000);
});
