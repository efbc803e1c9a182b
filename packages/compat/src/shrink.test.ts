import { expect, test } from "vitest";
import { shrink } from "./shrink.ts";

test("removes what a failure does not need", () => {
  const value = { a: "abcdefghijklmnop", b: [1, 2, 300], c: { d: true } };
  const still = (each: unknown) => JSON.stringify(each).includes('"b":[') && JSON.stringify(each).includes("300");
  expect(shrink(value, still)).toEqual({ b: [300] });
});

test("simplifies numbers, booleans and texts", () => {
  expect(shrink([17.5, true, "word"], each => Array.isArray(each) && each.length === 3)).toEqual([0, false, ""]);
});

test("leaves a simple value alone", () => {
  expect(shrink(null, () => true)).toBeNull();
});
