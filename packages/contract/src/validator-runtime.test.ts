import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { codePoints, equal, formats } from "./validator-runtime.js";

test("a text's length is counted in code points", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), text => {
      expect(codePoints(text)).toBe([...text].length);
    }),
  );
  expect(codePoints("\ud83d")).toBe(1);
});

test("JSON values are equal when they are deeply so, whatever the order of keys", () => {
  const value = fc.jsonValue().map(each => JSON.parse(JSON.stringify(each)) as unknown);
  fc.assert(
    fc.property(value, value, (left, right) => {
      expect(equal(left, structuredClone(left))).toBe(true);
      expect(equal(left, right)).toBe(isDeepStrictEqual(left, right));
    }),
  );
  expect(equal({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  expect(equal({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  expect(equal([1], { 0: 1 })).toBe(false);
  expect(equal(null, {})).toBe(false);
});

test("formats know leap days, leap seconds and offsets", () => {
  expect(formats["date-time"]("2024-02-29T23:59:60Z")).toBe(true);
  expect(formats["date-time"]("2023-02-29T00:00:00Z")).toBe(false);
  expect(formats["date-time"]("2026-01-01T00:59:60+01:00")).toBe(true);
  expect(formats["date-time"]("2026-01-01T00:59:60Z")).toBe(false);
  expect(formats["date-time"]("2026-01-01T00:00:00")).toBe(false);
});
