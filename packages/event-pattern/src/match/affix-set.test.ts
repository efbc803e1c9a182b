import fc from "fast-check";
import { expect, test } from "vitest";
import { affixSet } from "./affix-set.ts";

const text = fc.array(fc.constantFrom("a", "b"), { maxLength: 4 }).map(parts => parts.join(""));

test("a text begins or ends with one of several when it does with that one", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 4 }), text, (texts, value) => {
      expect(affixSet(texts, "prefix")(value)).toBe(texts.some(each => value.startsWith(each)));
      expect(affixSet(texts, "suffix")(value)).toBe(texts.some(each => value.endsWith(each)));
    }),
    { numRuns: 2_000 },
  );
});
