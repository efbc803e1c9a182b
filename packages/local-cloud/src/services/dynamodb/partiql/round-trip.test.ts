import fc from "fast-check";
import { expect, it } from "vitest";
import type { RawPath } from "../expressions/ast.ts";
import { arbitraryCondition, writeCondition } from "../expressions/condition-fixture.ts";
import { parseStatement } from "./parse-statement.ts";

const name = fc.constantFrom("alpha", "b_1", "andy", '"select"', '"a.b ""c"""');
const path: fc.Arbitrary<RawPath> = fc
  .tuple(name, fc.array(fc.oneof(name, fc.nat({ max: 99 })), { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest]);

/** Names without their quotes, values as one: what a statement's condition is compared by. */
const bare = (node: unknown): unknown =>
  JSON.parse(JSON.stringify(node), (key, part) => {
    if (key === "name" && /^(\?|\d+)$/.test(part)) return "value";
    return typeof part === "string" && part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
  });

it("reads the condition that a statement is written from, and numbers its parameters in the order of the text", () => {
  fc.assert(
    fc.property(arbitraryCondition(path, fc.constant("?")), node => {
      const text = writeCondition(node);
      const statement = parseStatement("Statement", `DELETE FROM T WHERE ${text}`);
      expect(bare(statement.kind === "delete" && statement.where)).toEqual(bare(node));
      expect(statement.parameters).toBe(text.split("?").length - 1);
      expect(statement.values).toEqual(statement.values.map((_, index) => ({ kind: "parameter", index })));
    }),
    { numRuns: 500 },
  );
});
