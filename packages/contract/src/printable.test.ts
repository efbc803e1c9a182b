import fc from "fast-check";
import { expect, test } from "vitest";
import { printable, printableJson, printableLines } from "./printable.ts";

test.each([
  ["an escape sequence", "a\u001b[31mb", "a\\u{1b}[31mb"],
  ["a sequence of one character", "a\u009b31m", "a\\u{9b}31m"],
  ["text turned around", "a\u202egpj.exe", "a\\u{202e}gpj.exe"],
  ["an isolate", "\u2066x\u2069", "\\u{2066}x\\u{2069}"],
  ["a line's end", "a\r\nb\u2028c", "a\\u{d}\\u{a}b\\u{2028}c"],
  ["what has no width", "a\u200bb\ufeff", "a\\u{200b}b\\u{feff}"],
  ["half a character", "a\ud83d", "a\\u{d83d}"],
  ["other scripts, as they are", "Пётр 健 😀 é", "Пётр 健 😀 é"],
])("spells out %s", (_what, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test("leaves the lines of a text of several", () => {
  expect(printableLines("a\n\tb\u001b")).toBe("a\n\tb\\u{1b}");
});

test("leaves a JSON document the value it had", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), value => {
      const text = printableJson(JSON.stringify(value, null, 2));
      expect(JSON.parse(text)).toEqual(value);
      expect(printableLines(text)).toBe(text);
    }),
  );
});
