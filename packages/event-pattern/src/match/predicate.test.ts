import fc from "fast-check";
import { expect, test } from "vitest";
import { parseOperators } from "../parse/parse-operators.ts";
import { patternNode } from "../parse/pattern-node.ts";
import { anyOf } from "./predicate.ts";

const text = fc.array(fc.constantFrom("a", "B", "é", "É", "1"), { maxLength: 3 }).map(parts => parts.join(""));
const address = fc
  .tuple(fc.constantFrom("10.0.0.", "10.0.1.", "::", "::ffff:10.0.0."), fc.integer({ min: 0, max: 9 }))
  .map(parts => parts.join(""));
const operator = fc.oneof(
  fc.oneof(text, address, fc.integer({ min: 0, max: 5 }), fc.constant(null)),
  text.map(prefix => ({ prefix })),
  text.map(suffix => ({ suffix })),
  text.map(folded => ({ prefix: { "equals-ignore-case": folded } })),
  text.map(folded => ({ suffix: { "equals-ignore-case": folded } })),
  text.map(folded => ({ "equals-ignore-case": folded })),
  text.map(part => ({ wildcard: `${part}*` })),
  text.map(part => ({ wildcard: `*${part}*a`.replace("**", "*") })),
  text.map(part => ({ wildcard: part })),
  fc.integer({ min: 0, max: 5 }).map(end => ({ numeric: [">", end] })),
  fc.tuple(fc.nat(3), fc.nat(3)).map(([low, more]) => ({ numeric: [">=", low, "<", low + more + 1] })),
  fc.constantFrom({ cidr: "10.0.0.4/30" }, { cidr: "10.0.0.0/31" }, { cidr: "10.0.0.0/24" }, { cidr: "::4/126" }),
  fc.tuple(text, text).map(([a, b]) => ({ "anything-but": [a, b] })),
);
const leaf = fc.oneof(text, address, fc.integer({ min: 0, max: 6 }), fc.constantFrom(null, true, 2.5));

test("many operators accept what one of them accepts alone", () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.array(operator, { minLength: 1, maxLength: 12 }),
      fc.array(leaf, { maxLength: 8 }),
      (asked, leaves) => {
        const operators = asked.map(each => parseOperators([patternNode(each)], "")[0]!);
        const together = anyOf(operators);
        for (const value of leaves) {
          const expected = operators.some(each => anyOf([each])(value));
          accepted += expected ? 1 : 0;
          expect(together(value)).toBe(expected);
        }
      },
    ),
    { numRuns: 2_000 },
  );
  expect(accepted).toBeGreaterThan(500);
});
