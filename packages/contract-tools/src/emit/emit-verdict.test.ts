import type { Validation, Violation } from "@tributary/contract/event-contract";
import * as runtime from "@tributary/contract/validator-runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contractDefinitions } from "../schema/contract-definitions.ts";
import { ajvFor } from "../schema/reference-ajv.ts";
import type { SchemaSet } from "../schema/schema-reference.ts";
import type { JsonSchema } from "../source/contract-model.ts";
import { emitDefinitions, emitPatterns } from "./emit-definitions.ts";
import { emitVerdict } from "./emit-verdict.ts";

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

function plainJudges(schemas: SchemaSet) {
  const plain = contractDefinitions(id, "Thing", schemas);
  if (plain === undefined) throw new Error("the schema of the test is not plain");
  const { code, name } = emitVerdict(plain);
  const body = `${code}
return { ...validators(definitions, "Thing", ${name}, patterns), test: tests(definitions, patterns)("Thing") };`;
  const head = `const definitions = ${emitDefinitions(plain)};\nconst patterns = ${emitPatterns(plain) ?? "{}"};\n`;
  const made = new Function(...Object.keys(runtime), head + body)(...Object.values(runtime));
  const byRuntime = (each: unknown): boolean => made.test(each, true);
  return { strict: judge(made.strict), tolerant: judge(made.tolerant), byRuntime };
}

const judge =
  (validate: (value: unknown) => Validation<unknown>): Judge =>
  each => {
    const result = validate(each);
    return result.valid ? [] : result.violations;
  };

describe.each(dialects)("in $$schema", dialect => {
  test("a plain contract is judged as ajv judges it, and rejections are explained", () => {
    const inputs = fc.tuple(
      fc.oneof(objectOf(anySchema), anySchema).filter(schema => !("$ref" in schema)),
      fc.array(value, { minLength: 1, maxLength: 12 }),
    );
    let refused = 0;
    fc.assert(
      fc.property(inputs, ([schema, values]) => {
        const schemas = fileOf(schema, dialect);
        const plain = plainJudges(schemas);
        const accepts = ajvFor(schemas.get(id)!)!.compile(schemas.get(id)!);
        for (const each of values) {
          const isGood = accepts(each);
          refused += isGood ? 0 : 1;
          expect(plain.strict(each).length === 0).toBe(isGood);
          expect(plain.byRuntime(each)).toBe(isGood);
          if (isGood) expect(plain.tolerant(each)).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
    expect(refused).toBeGreaterThan(100);
  }, 60_000);

  test("generated code leaves what it cannot decide to the runtime, definition by definition", () => {
    const word = { type: "string" };
    const plain: JsonSchema[] = [
      { type: ["string", "null"], maxLength: 3 },
      { type: "number", multipleOf: 0.01 },
      { type: "object", properties: { a: true } },
    ];
    const general: JsonSchema[] = [
      { type: "object", not: { required: ["a"] } },
      { type: "object", properties: { constructor: word } },
      { type: "object", required: ["toString"] },
      { type: "array", uniqueItems: true },
      { type: "object", patternProperties: { "^a": word } },
      { type: "object", oneOf: [{ $ref: "#/DEFS/one" }, { $ref: "#/DEFS/one" }] },
      { const: { a: 1 } },
    ];
    const rootOf = (schema: JsonSchema) =>
      contractDefinitions(id, "Thing", fileOf(schema, dialect))?.definitions.get("Thing");
    for (const schema of plain) expect(rootOf(schema)?.isPlain, JSON.stringify(schema)).toBe(true);
    for (const schema of general) expect(rootOf(schema)?.isPlain, JSON.stringify(schema)).toBe(false);
    const nowhere = fileOf({ type: "object", properties: { a: { $ref: "#/nowhere" } } }, dialect);
    expect(contractDefinitions(id, "Thing", nowhere)).toBeUndefined();
  });

  test("inherited properties are not fields, but one named __proto__ is", () => {
    const properties = JSON.parse('{ "__proto__": { "type": "string" }, "toString": { "type": "string" } }');
    const { strict } = plainJudges(
      fileOf({ type: "object", properties, required: ["__proto__"], additionalProperties: false }, dialect),
    );
    expect(strict(JSON.parse('{ "__proto__": "a" }'))).toEqual([]);
    expect(strict({}).map(({ pointer }) => pointer)).toEqual(["/__proto__"]);
    expect(strict(JSON.parse('{ "__proto__": 1 }')).map(({ keyword }) => keyword)).toEqual(["type"]);
  });

  test.each([
    [0.01, [19.99, 0.29, 4.35, 1129.58, 1.1, 64.4, -0.07, 1e21], [0.001, 19.995, 1e-7]],
    [0.1, [0.3, 1e300, 4.1], [0.25, 1e-300]],
    [5e-324, [0.1, 1e308, 5e-324], []],
    [3, [9, -9, 0], [10, 4.5]],
  ])("numbers are multiples of %d as the decimals that JSON spells", (multipleOf, good, bad) => {
    const { strict, byRuntime } = plainJudges(fileOf({ type: "number", multipleOf }, dialect));
    for (const each of good) expect([each, strict(each), byRuntime(each)]).toEqual([each, [], true]);
    for (const each of bad) expect([each, strict(each).length, byRuntime(each)]).toEqual([each, 1, false]);
  });

  test("no two things in a generated module have one name, whatever the definitions and fields are called", () => {
    const list = { type: "array", items: { type: "array", items: { type: "boolean" } } };
    const fields = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`field${at}$`, list]));
    const odd = { class: list, "a-b": list, known1: list, isThing: list, value: list };
    const named = (title: string) => ({ title, type: "object", properties: { ...fields, ...odd } });
    const titles = ["Object", "EventContract", "Thing", "Thing1", "Thing2", "Thing_1", "thing items"];
    const properties = Object.fromEntries(titles.map((title, at) => [`p${at}`, named(title)]));
    const plain = contractDefinitions(id, "Thing", fileOf({ type: "object", properties }, dialect))!;
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
