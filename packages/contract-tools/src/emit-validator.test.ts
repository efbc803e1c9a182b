import { codePoints, type EmittedValidator, equal, formats } from "@tributary/contract/validator-runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ajvFor } from "./ajv-dialect.ts";
import type { JsonSchema } from "./contract-model.ts";
import { emitValidator } from "./emit-validator.ts";
import type { SchemaSet } from "./schema-reference.ts";

const id = "https://example.com/s.json";
const dialects = ["https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema"];

const word = { type: "string", minLength: 1, maxLength: 3 };
const schemas: Readonly<Record<string, JsonSchema>> = {
  lengths: { type: "string", minLength: 2, maxLength: 4 },
  alternatives: { anyOf: [{ type: "integer", maximum: 3 }, word, { type: "array", items: word, maxItems: 2 }] },
  exclusion: { type: "object", not: { required: ["a", "b"] }, properties: { a: true, b: true } },
  conditions: {
    type: "object",
    properties: { a: { type: "integer" }, b: true },
    ...JSON.parse(
      '{ "if": { "required": ["a"], "properties": { "a": { "const": 1 } } }, "then": { "required": ["b"] } }',
    ),
    else: { maxProperties: 1 },
  },
  sets: { type: "array", uniqueItems: true, items: { enum: [1, "a", { a: 1 }, [1]] } },
  constants: { type: "object", properties: { a: { const: { b: [1] } } }, additionalProperties: false },
  closed: {
    type: "object",
    properties: Object.fromEntries([..."abcdefghijkl"].map(name => [name, word])),
    additionalProperties: false,
  },
  maps: {
    type: "object",
    patternProperties: { "^a": { type: "integer" } },
    additionalProperties: word,
    propertyNames: { maxLength: 4 },
  },
  formats: {
    type: "object",
    properties: {
      a: { type: "string", format: "uuid" },
      b: { type: "string", format: "date-time" },
      c: { type: "string", format: "email" },
      d: { type: "string", format: "uri" },
    },
  },
  combinations: {
    allOf: [
      { type: "object", required: ["a"], properties: { a: true } },
      { type: "object", properties: { b: { $ref: "#/definitions/word" } } },
    ],
    definitions: { word },
  },
  recursion: {
    type: "object",
    additionalProperties: { $ref: "#/definitions/tree" },
    definitions: {
      tree: { type: "object", properties: { a: { $ref: "#/definitions/tree" } }, additionalProperties: false },
    },
  },
  dependencies: { type: "object", dependencies: { a: ["b", "c"], ab: ["a"], b: { maxProperties: 2 } } },
  variants: {
    type: "object",
    oneOf: [
      {
        type: "object",
        required: ["a"],
        properties: { a: { const: "x" }, b: { type: "integer" } },
        additionalProperties: false,
      },
      { type: "object", required: ["a"], properties: { a: { const: "y" }, c: word }, additionalProperties: false },
    ],
  },
};

const text = fc.oneof(
  fc.constantFrom(
    "x",
    "y",
    "a",
    "ab",
    "abcd",
    "🙂🙂",
    "2026-01-01T00:00:00Z",
    "b@example.com",
    "0f8fad5b-d9cb-469f-a165-70867728950e",
  ),
  fc.string({ maxLength: 5 }),
);
const leaf = fc.oneof(fc.integer({ min: 0, max: 4 }), text, fc.boolean(), fc.constant(null));
// As JSON.parse makes them: to ajv an object without a prototype equals none that has one.
const plain = { noNullPrototype: true };
const small = fc.dictionary(fc.constantFrom("a", "b", "c"), leaf, plain);
const shallow = fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), small);
const value = fc.oneof(
  shallow,
  fc.array(shallow, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom("a", "b", "c", "ab", "abcde"), shallow, plain),
);

function load(schemaSet: SchemaSet, variant: { tolerant: boolean; allErrors: boolean }): EmittedValidator {
  const make = new Function("formats", "codePoints", "equal", emitValidator(id, schemaSet, variant));
  return make(formats, codePoints, equal);
}

describe.each(dialects)("in %s", dialect => {
  test.each(Object.entries(schemas))("the emitted validators decide as ajv does: %s", (_name, schema) => {
    const whole: JsonSchema = { $schema: dialect, $id: id, ...schema };
    const set = new Map([[id, whole]]);
    const reference = ajvFor(whole, { strictTypes: false })!.compile(whole);
    const verdict = load(set, { tolerant: false, allErrors: false });
    const explain = load(set, { tolerant: false, allErrors: true });
    const tolerant = load(set, { tolerant: true, allErrors: false });
    fc.assert(
      fc.property(value, candidate => {
        const expected = reference(candidate);
        expect(verdict(candidate)).toBe(expected);
        expect(explain(candidate)).toBe(expected);
        expect(explain.errors?.length ?? 0).toBeGreaterThanOrEqual(expected ? 0 : 1);
        if (expected) expect(tolerant(candidate)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

const decides = (schema: JsonSchema, value: unknown, ...others: readonly JsonSchema[]) => {
  const whole = { $schema: dialects[0], $id: id, ...schema };
  const set = new Map([whole, ...others].map(each => [String(each.$id), each]));
  return [false, true].map(allErrors => load(set, { tolerant: false, allErrors })(value));
};

test("texts of a schema that look like code stay what they are", () => {
  const schema = { if: { type: "string" }, else: false, enum: ["formats.uri", "formats.none", "x"] };
  expect(decides(schema, "formats.uri")).toEqual([true, true]);
  expect(decides(schema, "formats.none")).toEqual([true, true]);
  expect(decides(schema, "undefined")).toEqual([false, false]);
});

test("a property is there when the value has it, not when every object inherits it", () => {
  const optional = { type: "object", allOf: [{ type: "object", properties: { constructor: { type: "string" } } }] };
  expect(decides(optional, {})).toEqual([true, true]);
  expect(decides({ type: "object", not: { required: ["toString"] } }, {})).toEqual([true, true]);
  expect(decides({ type: "object", properties: { valueOf: true }, required: ["valueOf"] }, {})).toEqual([false, false]);
});

test("what a schema refers to is judged as it is by itself", () => {
  const other = {
    $schema: dialects[0],
    $id: "https://example.com/other.json",
    type: "object",
    allOf: [{ type: "object", properties: { a: true } }],
    unevaluatedProperties: false,
  };
  expect(decides({ $ref: "other.json" }, { a: 1 }, other)).toEqual([true, true]);
  expect(decides({ $ref: "other.json" }, { b: 1 }, other)).toEqual([false, false]);
});
