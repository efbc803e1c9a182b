import fc from "fast-check";
import { expect, test } from "vitest";
import { PatternError } from "./pattern-error.ts";
import { type Characters, compileWildcard, wildcardPieces } from "./wildcard.ts";

function matches(pattern: string, value: string): boolean {
  return compileWildcard(wildcardPieces(pattern, ""))(value);
}

/** The definition, tried in every way. */
function naive(pattern: string, value: string): boolean {
  if (pattern === "") return value === "";
  const rest = pattern.slice(1);
  if (pattern[0] === "*") return naive(rest, value) || (value !== "" && naive(pattern, value.slice(1)));
  return value[0] === pattern[0] && naive(rest, value.slice(1));
}

const pattern = fc
  .array(fc.constantFrom("a", "b", "ab", "*"), { maxLength: 9 })
  .map(parts => parts.join("").replace(/\*+/g, "*"));
const value = fc.array(fc.constantFrom("a", "b"), { maxLength: 12 }).map(parts => parts.join(""));

/** A value that counts how often it is read. */
function counting(text: string): Characters & { reads: number } {
  return {
    length: text.length,
    reads: 0,
    charCodeAt(index) {
      this.reads++;
      return text.charCodeAt(index);
    },
  };
}

test("agrees with the definition", () => {
  fc.assert(
    fc.property(pattern, value, (p, v) => matches(p, v) === naive(p, v)),
    { numRuns: 3_000 },
  );
});

test("reads a value a bounded number of times a character, however hostile the pattern", () => {
  const hostile = [
    `${"*aaab".repeat(800)}c*`,
    `*${"a".repeat(4_000)}b`,
    `*${"a".repeat(2_000)}b*${"a".repeat(2_000)}c*`,
  ];
  for (const text of hostile) {
    const long = counting("a".repeat(256 * 1024));
    const accepts = compileWildcard(wildcardPieces(text, ""));
    expect(accepts(long)).toBe(false);
    expect(long.reads).toBeLessThanOrEqual(2 * long.length + text.length);
  }
});

test("takes an escaped star or backslash literally", () => {
  expect(matches(String.raw`a\*b`, "a*b")).toBe(true);
  expect(matches(String.raw`a\*b`, "aXb")).toBe(false);
  expect(matches(String.raw`*\\`, String.raw`path\ `.trim())).toBe(true);
});

test("does not match overlapping pieces", () => {
  expect(matches("ab*ba", "aba")).toBe(false);
  expect(matches("ab*ba", "abba")).toBe(true);
});

test.each([
  ["a**b", "Consecutive wildcard characters at pos 2"],
  ["é**b", "Consecutive wildcard characters at pos 3"],
  [String.raw`a*\b`, "Invalid escape character at pos 3"],
  ["a\\", "Invalid escape character at pos 2"],
])("refuses %s", (text, reason) => {
  expect(() => wildcardPieces(text, "/a/0/wildcard")).toThrow(new PatternError(reason, "/a/0/wildcard"));
});
