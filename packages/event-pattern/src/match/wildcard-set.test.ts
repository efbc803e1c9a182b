import fc from "fast-check";
import { expect, test } from "vitest";
import { compileWildcard, wildcardPieces } from "../parse/wildcard.ts";
import { compileWildcards } from "./wildcard-set.ts";

const pattern = fc
  .array(fc.constantFrom("a", "b", "ab", "aab", "c", "*", "*"), { maxLength: 8 })
  .map(parts => parts.join("").replace(/\*+/g, "*"));
const part = fc.array(fc.constantFrom("a", "b"), { maxLength: 8 }).map(parts => parts.join(""));

test("many wildcards find in a short and in a long value what each of them finds alone", () => {
  let matched = 0;
  const runs = 3_000;
  fc.assert(
    fc.property(
      fc.array(pattern, { minLength: 5, maxLength: 9 }),
      part,
      part,
      fc.nat({ max: 1 }),
      fc.constantFrom(0, 3, 1_000),
      (texts, a, b, at, length) => {
        const value = `${a}${["d", "b"][at]!.repeat(length)}${b}`;
        const pieces = texts.map(text => wildcardPieces(text, ""));
        const expected = pieces.some(each => compileWildcard(each)(value));
        matched += expected ? 1 : 0;
        expect(compileWildcards(pieces)(value)).toBe(expected);
      },
    ),
    { numRuns: runs },
  );
  expect(matched).toBeGreaterThan(runs / 10);
  expect(matched).toBeLessThan(runs * 0.9);
});

test("pieces of more kinds than an automaton is made for are looked for one by one", () => {
  const texts = Array.from({ length: 1_200 }, (_, i) => `*${String.fromCharCode(0x4e00 + i)}*`);
  const matches = compileWildcards(texts.map(text => wildcardPieces(text, "")));
  expect(matches("a".repeat(2_000))).toBe(false);
  expect(matches(`${"a".repeat(2_000)}\u4e05`)).toBe(true);
});
