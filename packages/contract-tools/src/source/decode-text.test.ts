import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText } from "./decode-text.ts";

test.each<[string, readonly (string | number)[], { line: number; column: number }]>([
  ["in the first line", ["a", 0xff, "b"], { line: 1, column: 2 }],
  ["in a later one", ["ä\nöö", 0xc3, "\n"], { line: 2, column: 3 }],
  ["at the end, cut short", ["a\n€", 0xe2, 0x82], { line: 2, column: 2 }],
  ["behind a replacement character that was there", ["\uFFFDx\uFFFD", 0xff], { line: 1, column: 4 }],
])("bytes that are no text %s have a place", (_what, parts, place) => {
  const bytes = Buffer.concat(parts.map(part => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))));
  expect(decodeText(bytes)).toEqual(place);
});

test("any text is read unchanged, and invalid bytes are located", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.uint8Array(), (text, bytes) => {
      expect(decodeText(Buffer.from(text))).toBe(text);
      const decoded = decodeText(Buffer.from(bytes));
      if (typeof decoded === "string") expect(Buffer.from(decoded)).toEqual(Buffer.from(bytes));
      else expect(Math.min(decoded.line, decoded.column)).toBeGreaterThanOrEqual(1);
    }),
  );
});
