import fc from "fast-check";
import { expect, test } from "vitest";
import { foldCase } from "./fold-case.ts";

test("folds a prefix of a text to a prefix of the folded text", () => {
  const text = fc.string({ unit: "grapheme-composite" });
  fc.assert(fc.property(text, text, (start, rest) => foldCase(start + rest).startsWith(foldCase(start))));
});

test("folds letters of other scripts, wherever they stand", () => {
  expect(foldCase("ΟΔΟΣ")).toBe(foldCase("οδοσ"));
  expect(foldCase("ÉCLAIR")).toBe("éclair");
});

test("folds nothing that would change length", () => {
  expect(foldCase("İ")).toHaveLength(1);
});
