import fc from "fast-check";
import { expect, test } from "vitest";
import { DEEPEST, isTooDeep, tooDeepAt } from "./nesting.ts";

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

test("a text may go as deep as the limit, and not beyond", () => {
  expect(tooDeepAt(nested(DEEPEST))).toBeUndefined();
  expect(tooDeepAt(nested(DEEPEST + 1))).toBe(DEEPEST);
});

test("brackets in strings, and many side by side, do not count", () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const value = [`${nested(300)}"${text}`, ...Array.from({ length: 300 }, () => [{}])];
      expect(tooDeepAt(JSON.stringify(value))).toBeUndefined();
    }),
  );
});

test("a value is judged as its text is, without exhausting the stack", () => {
  for (const depth of [1, DEEPEST, DEEPEST + 1, 100_000]) {
    const text = nested(depth);
    expect([depth, isTooDeep(JSON.parse(text))]).toEqual([depth, tooDeepAt(text) !== undefined]);
  }
});
