import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derivative } from "./derivative.ts";
import { findWord, findWords } from "./find-word.ts";
import { regexTerm } from "./regex-term.ts";
import { and, literal, not, type Term } from "./term.ts";

const accepts = (term: Term, text: string) =>
  [...text].reduce((left, char) => derivative(left, char.codePointAt(0)!), term).nullable;

const atom = fc.constantFrom(
  "a",
  "b",
  "c",
  ".",
  "[ab]",
  "[^a]",
  "\\d",
  "\\w",
  "1",
  "(?:ab|c)",
  "(a|)",
  "[^a-b1]",
  "(?:a|(?:b|1)*)",
  "\\u{61}",
  "\\s",
);
const quantifier = fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,2}", "{2,}", "*?");
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(atom, quantifier).map(parts => parts.join("")) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "^",
      "$",
      "(?=a)",
      "(?!b)",
      "(^a|b)",
      "(a|b$)",
      "(?=.*b$)",
      "(?:a|^)*",
      "(?:^b|$){0,2}",
      "(?:(?!a).){2}",
    ),
  },
);
const regex = fc
  .array(fc.array(piece, { maxLength: 5 }), { minLength: 1, maxLength: 2 })
  .map(alternatives => alternatives.map(pieces => pieces.join("")).join("|"));
const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", "\n", "😀"), maxLength: 6 });

describe("a regular expression as a language", () => {
  test("holds the texts that the engine finds a match in, and no other", () => {
    fc.assert(
      fc.property(regex, fc.array(text, { minLength: 5, maxLength: 5 }), (source, texts) => {
        const term = regexTerm(source);
        fc.pre(term !== undefined);
        for (const each of texts) expect(accepts(term, each)).toBe(new RegExp(source, "u").test(each));
      }),
      { numRuns: 2_000 },
    );
  });

  test("gives a text of any two together, or there is none", () => {
    fc.assert(
      fc.property(regex, regex, text, (one, other, sample) => {
        const [a, b] = [regexTerm(one), regexTerm(other)];
        fc.pre(a !== undefined && b !== undefined);
        const word = findWord(and([a, not(b)]));
        const isIn = (value: string) => new RegExp(one, "u").test(value) && !new RegExp(other, "u").test(value);
        if (word === null) expect(isIn(sample)).toBe(false);
        else if (word !== undefined) expect(isIn(word)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  const words = ["", "a", "b", "c", "ab", "ba", "aa", "abc", "aab", "a\n", "1", "a1", "abab", "cab", "é", "😀", "A"];
  test.each([
    ["^[A-Z]{3}$"],
    ["a|^b$"],
    ["a*^b"],
    ["^(?!foo).*$"],
    ["^(?=.*\\d)[a-z\\d]{2}$"],
    ["\\p{L}"],
    ["^[^\\s]+$"],
    ["^\\u{1F600}$"],
    ["^\\ud83d\\ude00$"],
    ["[\\-a\\]]"],
    ["^(?:ab){2}$"],
    ["^(?<name>a)?$"],
    ["\\x61$"],
    ["^a{0}$"],
    ["^\\u{00000000000061}$"],
    ["^a{0000000000000000000000000002}$"],
    ["^[a-b]+$", "i"],
    ["^a?B$", "iu"],
  ])("agrees with the engine on %s", (source, flags = "u") => {
    const term = regexTerm(source, flags)!;
    const expression = new RegExp(source, flags);
    for (const word of words) expect(findWord(and([term, literal(word)])) === word).toBe(expression.test(word));
    for (const word of findWords(term, { atMost: 4 }).words) expect(expression.test(word)).toBe(true);
    for (const word of findWords(not(term), { atMost: 4 }).words) expect(expression.test(word)).toBe(false);
  });

  test("proves that two expressions exclude each other", () => {
    const term = and([regexTerm("^a+$")!, regexTerm("^b")!]);
    expect(findWords(term)).toMatchObject({ words: [], complete: true });
  });

  test("gives up on a search that is too wide, and says so", () => {
    const wide = and([regexTerm("^(?:a|b){900}$")!, regexTerm("a(?:a|b){14}$")!, not(regexTerm("ab")!)]);
    for (const limits of [{}, { mostSteps: 20_000, mostWork: Number.POSITIVE_INFINITY }]) {
      const { words, complete } = findWords(wide, limits);
      expect(words.length === 1 || !complete).toBe(true);
    }
    expect(findWords(wide, { mostSteps: 5 })).toMatchObject({ words: [], complete: false, steps: 6 });
  });

  test.each([
    "(a)\\1",
    "\\ba",
    "(?<=a)b",
    "(",
    "a??*",
    "(?i:a)",
    "(?<n>a)\\k<n>",
    `${"(".repeat(300)}a${")".repeat(300)}`,
  ])("is not read: %s", source => {
    expect(regexTerm(source)).toBeUndefined();
  });

  test.each([
    ["^\\p{Lu}\\p{Ll}+$", "Äö", "äÖ"],
    ["^[\\p{L}-]$", "-", "1"],
    ["^\\uD83D\\uDE00$", "😀", "x"],
    ["^\\x41\\cA\\0$", "A\u0001\0", "A"],
  ])("reads the escapes of %s", (source, yes, no) => {
    const term = regexTerm(source)!;
    expect([accepts(term, yes), accepts(term, no)]).toEqual([true, false]);
  });
});
