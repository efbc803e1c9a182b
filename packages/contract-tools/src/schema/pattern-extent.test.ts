import { expect, test } from "vitest";
import { patternExtent } from "./pattern-extent.ts";

test.each([
  ["^[0-9a-f]{32}$", 32, 32],
  ["^[A-Za-z0-9.-]{1,64}$", 64, 64],
  ["^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$", 10, 10],
  ["^(?:ab|c){2,3}$", 6, 6],
  ["^[^ ]{3}$", 3, 18],
  ["^a\\.b$", 3, 3],
])("%s admits at most %d characters in %d bytes", (pattern, characters, bytes) => {
  expect(patternExtent(pattern)).toEqual({ characters, bytes });
});

test.each(["[a-z]{3}", "^[a-z]+$", "^a|b$", "^(?=x)a$", "^a{2,}$", "^\\p{L}$"])("%s is taken as unbounded", pattern => {
  expect(patternExtent(pattern).bytes).toBe(Number.POSITIVE_INFINITY);
});
