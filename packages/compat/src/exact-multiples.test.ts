import { expect, test } from "vitest";
import { schemaCheck } from "./schema-check.ts";

test("a payload is judged by the decimals that JSON spells, as the generated validators judge it", () => {
  const check = schemaCheck("new", { type: "number", multipleOf: 0.01 });
  for (const value of [19.99, 0.29, 4.35, 1129.58]) expect(check(value)).toBeUndefined();
  expect(check(19.995)?.keyword).toBe("multipleOf");
});
