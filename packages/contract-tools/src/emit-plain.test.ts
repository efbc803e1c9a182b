import type { Violation } from "@tributary/contract/event-contract";
import * as runtime from "@tributary/contract/validator-runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ajvFor } from "./ajv-dialect.ts";
import type { JsonSchema } from "./contract-model.ts";
import { emitDefinitions, emitPatterns } from "./emit-definitions.ts";
import { emitPlainTypes } from "./emit-plain-types.ts";
import { emitTypes } from "./emit-types.ts";
import { emitValidator } from "./emit-validator.ts";
import { emitVerdict } from "./emit-verdict.ts";
import { plainContract } from "./plain-contract.ts";
import type { SchemaSet } from "./schema-reference.ts";

const id = "https://example.com/thing.v1.schema.json";
const dialects = [
  { $schema: "https://json-schema.org/draft/2020-12/schema", defs: "$defs" },
  { $schema: "http://json-schema.org/draft-07/schema#", defs: "definitions" },
];

/** Names that are hard on generated code, beside ordinary ones; all but the first few are in no schema. */
const names = ["a", "b", "value", "closed", "class", "a-b", "a/b", "~", "is", "isObject", "item", "other", "1"];
const name = fc.constantFrom(...names);
const texts = ["", "a", "ab", "abc", "🙂", "🙂🙂", "2026-01-01", "2026-02-29", "2026-01-01T00:00:00Z", "b@example.com"];
const scalar = fc.oneof(
  fc.constantFrom(...texts),
  fc.integer({ min: -2, max: 5 }),
  fc.constantFrom(0.5, 1e21, null, true, false),
);

const some = <T extends object>(model: fc.Arbitrary<T>) => model;
const optional = (model: Record<string, fc.Arbitrary<unknown>>) => fc.record(model, { requiredKeys: [] });
const limit = fc.integer({ min: 0, max: 4 });

const leafSchema: fc.Arbitrary<JsonSchema> = fc.oneof(
  optional({
    minLength: limit,
    maxLength: limit,
    pattern: fc.constantFrom("^a", "^.{1,2}$", "b$", "/", '"'),
    "x-pattern-binds": fc.constant("producers"),
    format: fc.constantFrom("date", "date-time", "email", "uuid"),
    enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }),
  }).map(more => ({ type: "string", ...more })),
  fc
    .tuple(
      fc.constantFrom("number", "integer"),
      optional({ minimum: limit, maximum: limit, exclusiveMinimum: limit, exclusiveMaximum: limit, const: scalar }),
    )
    .map(([type, more]) => ({ type, ...more })),
  fc.constantFrom({ type: "boolean" }, { type: "null" }, { $ref: "#/DEFS/word" }, { $ref: "#/DEFS/tree" }),
  fc.constant({ $ref: "#/DEFS/choice" }),
  fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }).map(values => ({ enum: values })),
  scalar.map(value => ({ const: value })),
);

const { schema: anySchema } = fc.letrec<{ schema: JsonSchema }>(tie => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leafSchema,
    optional({ minItems: limit, maxItems: limit, items: tie("schema") }).map(more => ({ type: "array", ...more })),
    objectOf(tie("schema")),
  ),
}));

function objectOf(inner: fc.Arbitrary<JsonSchema>): fc.Arbitrary<JsonSchema> {
  return some(
    optional({
      properties: fc.dictionary(name, inner, { maxKeys: 4 }),
      required: fc.uniqueArray(name, { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), fc.constant(false), inner),
      minProperties: limit,
      maxProperties: limit,
    }).map(more => ({ type: "object", ...more })),
  );
}

const leafValue = fc.oneof(scalar, fc.constant({}), fc.constant([]));
const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leafValue,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(name, fc.constantFrom("kind", "x/y")), tie("value"), { maxKeys: 5 }),
    fc.record({ kind: fc.constantFrom("one", "two", "three", 4), a: tie("value") }, { requiredKeys: ["kind"] }),
  ),
}));

const variant = (kind: string, more: object) => ({
  type: "object",
  required: ["kind"],
  properties: { kind: { type: "string", const: kind }, ...more },
  additionalProperties: false,
});

/** A schema file around a schema, with definitions that it may refer to. */
function fileOf(schema: JsonSchema, { $schema, defs }: { $schema: string; defs: string }): SchemaSet {
  const definitions = {
    word: { type: "string", minLength: 1, maxLength: 2 },
    tree: { type: "object", properties: { a: { $ref: "#/DEFS/tree" } }, additionalProperties: false },
    choice: { type: "object", oneOf: [{ $ref: "#/DEFS/one" }, { $ref: "#/DEFS/two" }] },
    one: variant("one", { a: { type: "string" } }),
    two: variant("two", { a: { $ref: "#/DEFS/choice" } }),
  };
  const whole = { $schema, $id: id, ...schema, [defs]: definitions };
  return new Map([[id, JSON.parse(JSON.stringify(whole).replaceAll("DEFS", defs)) as JsonSchema]]);
}

type Judge = (value: unknown) => readonly Violation[];

function plainJudges(schemas: SchemaSet): { strict: Judge; tolerant: Judge } {
  const plain = plainContract(id, "Thing", schemas);
  if (plain === undefined) throw new Error("the schema of the test is not plain");
  const { code, name } = emitVerdict(plain);
  const body = `${code}
return validators(${emitDefinitions(plain)}, "Thing", ${name}, ${emitPatterns(plain) ?? "{}"});`;
  const made = new Function(...Object.keys(runtime), body)(...Object.values(runtime));
  return { strict: judge(made.strict), tolerant: judge(made.tolerant) };
}

function ajvJudge(schemas: SchemaSet, tolerant: boolean): Judge {
  const { codePoints, equal, formats, validator } = runtime;
  const emitted = (allErrors: boolean) =>
    new Function("formats", "codePoints", "equal", emitValidator(id, schemas, { tolerant, allErrors }))(
      formats,
      codePoints,
      equal,
    );
  return judge(validator(emitted(false), () => emitted(true)));
}

const judge =
  (validate: ReturnType<typeof runtime.validator>): Judge =>
  each => {
    const result = validate(each);
    return result.valid ? [] : result.violations;
  };

const sorted = (violations: readonly Violation[]) => violations.map(each => JSON.stringify(each)).sort();

describe.each(dialects)("in $$schema", dialect => {
  test("a plain contract is judged as ajv judges it, strictly and tolerantly, down to what is said of every place", () => {
    const inputs = fc.tuple(
      fc.oneof(objectOf(anySchema), anySchema).filter(schema => !("$ref" in schema)),
      fc.array(value, { minLength: 1, maxLength: 12 }),
    );
    let refused = 0;
    fc.assert(
      fc.property(inputs, ([schema, values]) => {
        const schemas = fileOf(schema, dialect);
        const plain = plainJudges(schemas);
        const reference = { strict: ajvJudge(schemas, false), tolerant: ajvJudge(schemas, true) };
        for (const each of values) {
          const expected = reference.strict(each);
          refused += expected.length > 0 ? 1 : 0;
          expect(sorted(plain.strict(each))).toEqual(sorted(expected));
          expect(sorted(plain.tolerant(each))).toEqual(sorted(reference.tolerant(each)));
        }
      }),
      { numRuns: 100 },
    );
    expect(refused).toBeGreaterThan(100);
  }, 60_000);

  test("what is not plain is left to ajv, and so is what ajv refuses", () => {
    const word = { type: "string" };
    const refused: JsonSchema[] = [
      { type: "strin" },
      { type: "string", minLength: -1 },
      { type: "string", minimum: 1 },
      { type: "string", pattern: "(" },
      { type: "string", format: "colour" },
      { type: "string", maxLenght: 3 },
      { enum: [] },
      { minLength: 1 },
      { type: "object", properties: { a: 1 } },
      { type: "object", required: ["a", "a"] },
      { type: "object", properties: { a: { $ref: "#/nowhere" } } },
      { type: "object", properties: { a: { $ref: "https://example.com/other.json" } } },
      { type: "object", properties: { a: { type: ["string", 1] } } },
    ];
    const beyond: JsonSchema[] = [
      { type: ["string", "null"] },
      { type: "object", not: { type: "object", required: ["a"] } },
      { type: "object", properties: { constructor: word } },
      { type: "object", required: ["toString"] },
      { type: "array", uniqueItems: true },
      { type: "object", patternProperties: { "^a": word } },
      { type: "object", oneOf: [{ $ref: "#/DEFS/one" }, { $ref: "#/DEFS/one" }] },
      { const: { a: 1 } },
      { enum: ["a", "a"] },
    ];
    for (const schema of refused) {
      const schemas = fileOf(schema, dialect);
      expect(() => ajvFor(schemas.get(id)!, {})!.compile(schemas.get(id)!), JSON.stringify(schema)).toThrow();
      expect(plainContract(id, "Thing", schemas), JSON.stringify(schema)).toBeUndefined();
    }
    for (const schema of beyond) {
      expect(plainContract(id, "Thing", fileOf(schema, dialect)), JSON.stringify(schema)).toBeUndefined();
    }
  });

  test("types are written as json-schema-to-typescript writes them", async () => {
    const schema = {
      description: "A thing.",
      type: "object",
      additionalProperties: false,
      required: ["word", "a-b"],
      properties: {
        word: { type: "string", description: "One word." },
        "a-b": { type: "integer" },
        open: { $ref: "#/DEFS/open" },
        choice: { $ref: "#/DEFS/choice" },
        flags: { type: "array", items: { type: "boolean" }, minItems: 1, maxItems: 3 },
        codes: { type: "array", description: "Codes.", maxItems: 3, items: { enum: ["x", 1, null] } },
        always: { const: true },
        amount: { type: "number", description: "How\nmuch." },
        long: { enum: Array.from({ length: 9 }, (_, index) => `a value of some length ${index}`) },
      },
    };
    const schemas = fileOf(schema, dialect);
    const whole = schemas.get(id)!;
    const open = { title: "Open", type: "object", properties: { nothing: { type: "null" } } };
    const one = { ...variant("one", {}), title: "One" };
    const choice = { title: "Choice", type: "object", oneOf: [{ $ref: `#/${dialect.defs}/one` }] };
    const set = new Map([[id, { ...whole, [dialect.defs]: { open, one, choice } }]]);
    expect(emitPlainTypes(plainContract(id, "Thing", set)!)).toBe(await emitTypes(id, "Thing", set));
  });

  test("no two things in a generated module have one name, whatever the definitions and fields are called", () => {
    const list = { type: "array", items: { type: "array", items: { type: "boolean" } } };
    const fields = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`field${at}$`, list]));
    const odd = { class: list, "a-b": list, known1: list, isThing: list, value: list };
    const named = (title: string) => ({ title, type: "object", properties: { ...fields, ...odd } });
    const titles = ["Object", "EventContract", "Thing", "Thing1", "Thing2", "Thing_1", "thing items"];
    const properties = Object.fromEntries(titles.map((title, at) => [`p${at}`, named(title)]));
    const plain = plainContract(id, "Thing", fileOf({ type: "object", properties }, dialect))!;
    const { code } = emitVerdict(plain);
    const declared = [...code.matchAll(/^(?:function|const) ([\w$]+)/gm)].map(([, each]) => each!);
    expect(new Set([...declared, ...Object.keys(runtime)]).size).toBe(declared.length + Object.keys(runtime).length);
    for (const [, locals = ""] of code.matchAll(/const \{ (.*) \} = value;/g)) {
      const bound = locals.split(", ").map(each => each.split(": ").at(-1));
      expect(new Set(bound).size).toBe(bound.length);
    }
    expect(() => new Function(...Object.keys(runtime), `"use strict"; ${code}`)).not.toThrow();
  });
});
