import type { JsonSchema } from "@tributary/contract-tools/contract-model";
import { ajvFor } from "@tributary/contract-tools/reference-ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryFor } from "./arbitrary.ts";

const dialect = { $schema: "https://json-schema.org/draft/2020-12/schema" };

const schemas: Readonly<Record<string, JsonSchema>> = {
  texts: { type: "string", minLength: 2, maxLength: 5 },
  patterns: { type: "string", pattern: "^[a-f]{2}-[0-9]+$", maxLength: 12 },
  "date-times": { type: "string", format: "date-time" },
  numbers: { type: "number", minimum: 0, exclusiveMaximum: 1 },
  integers: { type: "integer", exclusiveMinimum: 3, maximum: 9 },
  arrays: {
    type: "array",
    minItems: 1,
    maxItems: 3,
    uniqueItems: true,
    items: { type: "integer", minimum: 0, maximum: 9 },
  },
  objects: {
    type: "object",
    additionalProperties: false,
    required: ["a"],
    properties: { a: { const: 1 }, b: { enum: ["x", null] } },
  },
  variants: { oneOf: [{ type: "string", maxLength: 3 }, { type: "boolean" }] },
  references: { $ref: "#/$defs/word", $defs: { word: { type: "string", minLength: 1, maxLength: 9 } } },
  nothing: { type: "null" },
};

describe("values generated from a schema", () => {
  test.each(Object.entries(schemas))("are valid: %s", (_name, schema) => {
    const whole = { ...dialect, $id: "https://example.com/s", ...schema };
    const validate = ajvFor(whole, {})!.compile(whole);
    fc.assert(fc.property(arbitraryFor(whole, new Map([[whole.$id, whole]])), value => validate(value) === true));
  });

  test("are refused for a keyword that could not be kept", () => {
    expect(() => arbitraryFor({ not: { type: "string" } })).toThrow('the keyword "not"');
    expect(() => arbitraryFor({ type: "string", format: "iri" })).toThrow('the format "iri"');
  });
});
