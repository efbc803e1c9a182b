import { expect, test } from "vitest";
import { withinTime } from "./within-time.ts";

const endless = () => /^(a|a)*$/.test(`${"a".repeat(60)}b`);

test("returns a result in time, also undefined, and rethrows an error", () => {
  expect(withinTime(60_000, () => 3)).toEqual([3]);
  expect(withinTime(60_000, () => undefined)).toEqual([undefined]);
  const error = new RangeError("no");
  const fail = () => {
    throw error;
  };
  expect(() => withinTime(60_000, fail)).toThrow(error);
});

test("a regular expression that backtracks without end is left, also within another that has more time", () => {
  expect(withinTime(10, endless)).toBeUndefined();
  expect(withinTime(60_000, () => withinTime(10, endless) ?? "left")).toEqual(["left"]);
});
