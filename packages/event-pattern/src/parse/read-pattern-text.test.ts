import fc from "fast-check";
import { expect, test } from "vitest";
import { PatternError } from "./pattern-error.ts";
import { patternNode } from "./pattern-node.ts";
import { readPatternText } from "./read-pattern-text.ts";

test("reads what JSON.parse reads", () => {
  const space = fc.constantFrom(undefined, 1, "\t");
  fc.assert(
    fc.property(fc.jsonValue(), space, (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(readPatternText(text)).toEqual(patternNode(JSON.parse(text)));
    }),
  );
});

test("refuses what JSON.parse refuses", () => {
  const mutant = fc.tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "]", "}", '"', "\\", "0", "-", "\u0000", " "));
  fc.assert(
    fc.property(mutant, ([json, place, char]) => {
      const at = place % (json.length + 1);
      const text = json.slice(0, at) + char + json.slice(at + (char === "" ? 1 : 0));
      expect(accepts(readPatternText, text)).toBe(accepts(JSON.parse, text));
    }),
    { numRuns: 2_000 },
  );
});

test("keeps duplicate keys in their order, and the spelling of numbers", () => {
  const number = (text: string) => ({ kind: "number", value: Number(text), text });
  expect(readPatternText('{"b": 1.0, "a": 2, "b": 1E400}')).toEqual({
    kind: "object",
    entries: [
      ["b", number("1.0")],
      ["a", number("2")],
      ["b", number("1E400")],
    ],
  });
});

test("says where a text stops being JSON", () => {
  expect(() => readPatternText('{"a": [1 2]}')).toThrow("Unexpected character (code 50) at position 9");
  expect(() => readPatternText('{"a": [1')).toThrow("Unexpected end-of-input at position 8");
});

test("refuses nesting that would exhaust the stack", () => {
  expect(() => readPatternText("[".repeat(200_000))).toThrow(PatternError);
});

function accepts(read: (text: string) => unknown, text: string): boolean {
  try {
    read(text);
    return true;
  } catch {
    return false;
  }
}
