import fc from "fast-check";
import { expect, test } from "vitest";
import { compileWildcard } from "../parse/wildcard.ts";
import { tryLikely } from "./likely-wildcards.ts";

const piece = fc.constantFrom("", "a", "b", "ab", "ba", "bab", "abb");
const pattern = fc.array(piece, { minLength: 2, maxLength: 4 }).filter(pieces => pieces.some(text => text !== ""));
const value = fc.array(fc.constantFrom("a", "b"), { maxLength: 7 }).map(parts => parts.join(""));

test("patterns that are tried only where a value holds a piece of theirs match what each of them matches", () => {
  const runs = 5_000;
  let matched = 0;
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 3 }), value, (patterns, text) => {
      const each = patterns.map(pieces => compileWildcard(pieces));
      const expected = each.some(matches => matches(text));
      matched += expected ? 1 : 0;
      expect(tryLikely(patterns, each)?.(text)).toBe(expected);
    }),
    { numRuns: runs },
  );
  expect(matched).toBeGreaterThan(runs / 20);
});

test("a pattern is tried once, and not where it cannot match", () => {
  const tried: string[] = [];
  const each = ["one", "two", "three"].map(name => () => {
    tried.push(name);
    return false;
  });
  const matches = tryLikely(
    [
      ["", "ab", ""],
      ["x", ""],
      ["", "y"],
    ],
    each,
  );
  expect(matches?.("yxabab")).toBe(false);
  expect(tried).toEqual(["one"]);
});

test("a pattern that any value matches is not for it", () => {
  expect(
    tryLikely(
      [
        ["a", ""],
        ["", ""],
      ],
      [() => true, () => true],
    ),
  ).toBeUndefined();
});
