import { expect, test } from "vitest";
import { durationSeconds } from "./duration-seconds.ts";

test.each([
  ["PT24H", 86_400],
  ["PT1M", 60],
  ["P1DT1S", 86_401],
  ["P2W", 1_209_600],
])("%s lasts %d seconds", (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds);
});

test.each(["P1M", "P1Y", "P1Y2DT3H", "P", "PT", "P1DT", "24H", ""])("%j has no fixed length", text => {
  expect(durationSeconds(text)).toBeUndefined();
});
