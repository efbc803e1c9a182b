import fc from "fast-check";
import { expect, test } from "vitest";
import { rangeSet } from "./range-set.ts";

const end = fc.integer({ min: 0, max: 9 });
const range = fc.record({ low: end, lowOpen: fc.boolean(), high: end, highOpen: fc.boolean() });

test("a value lies in a set of ranges when it lies in one of them", () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 6 }), end, (ranges, value) => {
      const expected = ranges.some(
        ({ low, lowOpen, high, highOpen }) =>
          (lowOpen ? value > low : value >= low) && (highOpen ? value < high : value <= high),
      );
      expect(rangeSet(ranges)(value)).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});
