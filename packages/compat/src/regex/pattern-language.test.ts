import { describe, expect, test } from "vitest";
import { seededRandom } from "../schema-pair-fixtures.ts";
import { findWords } from "./find-word.ts";
import { both, literal, not } from "./language.ts";
import { patternLanguage } from "./pattern-language.ts";

const words = ["", "a", "b", "c", "ab", "ba", "aa", "abc", "aab", "a\n", "1", "a1", "abab", "cab", "é", "😀", "A"];

describe("agrees with RegExp", () => {
  test.each([
    "^[A-Z]{3}$",
    "a|^b$",
    "^(?!foo).*$",
    "^(?=.*\\d)[a-z\\d]{2}$",
    "\\p{L}",
    "^[^\\s]+$",
    "^\\u{1F600}$",
    "^\\ud83d\\ude00$",
    "[\\-a\\]]",
    "^(?:ab){2}$",
    "^(?<name>a)?$",
    "\\x61$",
    "^.$",
    "^a{0}$",
    "^$",
    "^\\u{00000000000061}$",
    "^a{0000000000000000000000000002}$",
  ])("on %s", source => {
    const language = patternLanguage(source);
    expect(language).toBeDefined();
    const expression = new RegExp(source, "u");
    for (const word of words) {
      const found = findWords(both([language!, literal(word)])).words.length === 1;
      expect(found, JSON.stringify(word)).toBe(expression.test(word));
    }
  });

  test("on expressions and words made up", () => {
    const random = seededRandom(11);
    for (let times = 0; times < 1_500; times++) {
      const source = alternatives(2);
      const language = patternLanguage(source);
      if (language === undefined) continue;
      const expression = new RegExp(source, "u");
      // V8 finds empty matches within a surrogate pair, where the specification never looks.
      for (const word of words.filter(each => each !== "😀")) {
        const { words: found, complete } = findWords(both([language, literal(word)]));
        if (complete || found.length > 0)
          expect(found.length === 1, `${source} on ${word}`).toBe(expression.test(word));
      }
      for (const word of findWords(language, 4).words) expect(expression.test(word), `${source} on ${word}`).toBe(true);
      for (const word of findWords(not(language), 4).words) expect(expression.test(word), source).toBe(false);
    }

    function alternatives(depth: number): string {
      const series = () => Array.from({ length: 1 + random(3) }, () => term(depth)).join("");
      return random(3) === 0 ? `${series()}|${series()}` : series();
    }
    function term(depth: number): string {
      const simple = ["a", "b", ".", "[ab]", "[^a]", "\\d", "\\w", "^", "$"];
      if (depth === 0 || random(2) === 0) return quantified(simple[random(simple.length)]!);
      const group = ["(", "(?:", "(?=", "(?!"][random(4)]!;
      return quantified(`${group}${alternatives(depth - 1)})`);
    }
    function quantified(term: string): string {
      if (/^(\^|\$|\(\?[=!].*)$/s.test(term)) return term;
      return term + ["", "", "", "*", "+", "?", "{1,2}", "{2}", "{0,3}?"][random(9)]!;
    }
  });
});

test("proves that two patterns exclude each other", () => {
  const excluded = both([patternLanguage("^a+$")!, patternLanguage("^b")!]);
  expect(findWords(excluded)).toMatchObject({ words: [], complete: true });
});

test.each(["(a)\\1", "(?<=a)b", "\\bword", "(?<n>a)\\k<n>"])("does not pretend to understand %s", source => {
  expect(patternLanguage(source)).toBeUndefined();
});

test("gives up on a search that is too wide, and says so", () => {
  const wide = both([
    patternLanguage("^(?:a|b){900}$")!,
    patternLanguage("a(?:a|b){14}$")!,
    not(patternLanguage("ab")!),
  ]);
  const { words: found, complete } = findWords(wide);
  expect(found.length === 1 || !complete).toBe(true);
});
