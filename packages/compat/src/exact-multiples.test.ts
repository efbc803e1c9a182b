import { expect, test } from "vitest";
import { compareSchemas } from "./compare-schemas.ts";
import { compileSchema } from "./schema-check.ts";

test("a payload is judged by the decimals that JSON spells, as the generated validators judge it", () => {
  const check = compileSchema("new", { type: "number", multipleOf: 0.01 }).check;
  for (const value of [19.99, 0.29, 4.35, 1129.58]) expect(check(value)).toBeUndefined();
  expect(check(19.995)?.keyword).toBe("multipleOf");
});

test.each([
  ["a value", { enum: [19.99], multipleOf: 0.01 }, { type: "string" }, "incompatible"],
  ["a bound", { type: "number", multipleOf: 0.01, minimum: 19.99, maximum: 19.99 }, { type: "string" }, "incompatible"],
  ["a finer grid", { type: "number", multipleOf: 0.02 }, { type: "number", multipleOf: 0.01 }, "compatible"],
  ["a coarser grid", { type: "number", multipleOf: 0.01 }, { type: "number", multipleOf: 0.02 }, "incompatible"],
  ["whole numbers", { type: "integer" }, { multipleOf: 0.1 }, "compatible"],
  ["a value that lies on it", { const: 19.99 }, { multipleOf: 0.01 }, "compatible"],
])("a comparison takes %s by decimals, too", (_what, before, after, expected) => {
  const { verdict } = compareSchemas(
    { name: "old", schema: before },
    { name: "new", schema: after },
    { mode: "backward" },
  );
  expect(verdict).toBe(expected);
});
