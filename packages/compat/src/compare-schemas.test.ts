import { describe, expect, test } from "vitest";
import { compareSchemas } from "./compare-schemas.ts";
import { compileSchema } from "./schema-check.ts";
import { SchemaError } from "./schema-error.ts";
import type { Finding, Judgement } from "./verdict.ts";

/** No verdict here depends on how fast the computer is. */
const unhurried = { compileMs: Infinity, searchMs: Infinity, confirmMs: Infinity };

const compare = (before: unknown, after: unknown, judgement: Judgement = "as-written", limits = unhurried) => {
  const options = { judgement, limits };
  const { findings } = compareSchemas({ name: "old", schema: before }, { name: "new", schema: after }, options);
  return Object.fromEntries(findings.map(each => [each.direction, each]));
};
const verdicts = (found: Record<string, Finding>) => [found.backward?.verdict, found.forward?.verdict];
const both = ["compatible", "compatible"];
const wider = ["compatible", "incompatible"];
const narrower = ["incompatible", "compatible"];
const apart = ["incompatible", "incompatible"];
const draft7 = (schema: object) => ({ $schema: "http://json-schema.org/draft-07/schema#", ...schema });
const text = { type: "string" };
const conditional = (...asked: unknown[]) =>
  Object.fromEntries(["if", "then", "else"].map((keyword, index) => [keyword, asked[index]]));

test("a pattern that backtracks without end leaves the question open, and names itself", () => {
  const limits = { ...unhurried, confirmMs: 100 };
  const { backward } = compare({ type: "string", minLength: 60 }, { pattern: "^(a|a)*$" }, "as-written", limits);
  expect(backward).toMatchObject({ verdict: "unknown", keyword: "pattern" });
});

describe("as written", () => {
  test.each<[string, unknown, unknown, string[]]>([
    ["the order of keywords", { type: "string", minLength: 1 }, { minLength: 1, type: "string" }, both],
    ["a number without a fraction", { type: "integer" }, { type: "number", multipleOf: 1 }, both],
    ["bounds", { type: "integer", minimum: 1 }, { type: "integer", exclusiveMinimum: 0 }, both],
    ["bounds of numbers", { type: "number", minimum: 1 }, { type: "number", exclusiveMinimum: 0 }, wider],
    ["multiples", { type: "integer", multipleOf: 6 }, { type: "integer", multipleOf: 3 }, wider],
    ["no whole number between", { type: "integer", minimum: 3, maximum: 4 }, { enum: [3, 4] }, both],
    ["two patterns as one", { allOf: [{ pattern: "^a" }, { pattern: "b$" }] }, { pattern: "^a.*b$" }, narrower],
    [
      "two patterns as one, on one line",
      { type: "string", allOf: [{ pattern: "^[ab]*$" }, { pattern: "^a" }, { pattern: "b$" }] },
      { type: "string", pattern: "^a[ab]*b$" },
      both,
    ],
    ["a length by a pattern", { type: "string", maxLength: 2 }, { type: "string", pattern: "^[^]{0,2}$" }, both],
    ["an enum by a pattern", { enum: ["a", "b"] }, { type: "string", pattern: "^[ab]$" }, both],
    ["a format", { type: "string", format: "date" }, text, wider],
    ["an unknown format that stays", { type: "string", format: "mrn" }, { type: "string", format: "mrn" }, both],
    [
      "a longer enum of an unknown format",
      { enum: ["a"], format: "mrn" },
      { enum: ["a", "b"], format: "mrn" },
      ["compatible", "unknown"],
    ],
    [
      "another text, of an unknown format",
      { type: "string", pattern: "^a$", format: "mrn" },
      { const: "b" },
      ["unknown", "incompatible"],
    ],
    [
      "another text, of two unknown formats",
      { const: "a", allOf: [{ format: "mrn" }, { format: "pid" }] },
      { const: "b" },
      ["unknown", "incompatible"],
    ],
    ["enum of objects", { const: { a: 1, b: [2] } }, { enum: [{ b: [2], a: 1 }, 5] }, wider],
    ["required of nothing", { required: ["a"], properties: { a: false } }, { not: { type: "object" } }, both],
    [
      "names by pattern",
      { type: "object", patternProperties: { "^a": text }, additionalProperties: false },
      { type: "object", propertyNames: { pattern: "^a" }, additionalProperties: text },
      both,
    ],
    [
      "a name that is described, by its length",
      { type: "object", properties: { abcd: text } },
      { type: "object", propertyNames: { maxLength: 3 } },
      narrower,
    ],
    [
      "names by pattern, by their length",
      { type: "object", patternProperties: { "^[ab]{1,3}$": true }, additionalProperties: false },
      { type: "object", propertyNames: { maxLength: 3 } },
      wider,
    ],
    [
      "names by a pattern that allows one too long",
      { type: "object", patternProperties: { "^[ab]{1,4}$": true }, additionalProperties: false },
      { type: "object", propertyNames: { maxLength: 3 } },
      apart,
    ],
    [
      "dependent properties",
      { type: "object", dependentRequired: { a: ["b"] } },
      { type: "object", ...conditional({ required: ["a"] }, { required: ["b"] }, true) },
      both,
    ],
    ["dependentSchemas", { dependentSchemas: { a: { required: ["b"] } } }, { dependentRequired: { a: ["b"] } }, both],
    ["at least one property", { type: "object", minProperties: 1 }, { type: "object" }, wider],
    [
      "unevaluatedProperties",
      { type: "object", allOf: [{ properties: { a: text } }], unevaluatedProperties: false },
      { type: "object", properties: { a: text }, additionalProperties: false },
      both,
    ],
    ["unevaluatedItems", { prefixItems: [text], unevaluatedItems: false }, { prefixItems: [text], items: false }, both],
    ["a tuple", { type: "array", prefixItems: [text], minItems: 1 }, { type: "array" }, wider],
    [
      "a tuple of draft-07",
      draft7({ items: [text], additionalItems: false }),
      draft7({ items: text, maxItems: 1 }),
      both,
    ],
    ["contains", { type: "array", contains: text, maxItems: 1 }, { type: "array", minItems: 1, items: text }, wider],
    ["how many are contained", { contains: text, minContains: 2 }, { contains: text }, wider],
    [
      "distinct items",
      { type: "array", items: { enum: [1, 2] }, uniqueItems: true },
      { type: "array", maxItems: 2 },
      wider,
    ],
    ["oneOf of what excludes itself", { oneOf: [text, { type: "null" }] }, { type: ["null", "string"] }, both],
    ["oneOf of what overlaps", { oneOf: [{ minimum: 0 }, { maximum: 9 }] }, true, wider],
    ["not not", { not: { not: text } }, text, both],
    ["if, then, else", conditional(text, { maxLength: 1 }, false), { type: "string", maxLength: 1 }, both],
    ["nothing at all", false, text, wider],
    ["a number beyond all, for null", { const: Number("1e400") }, { const: null }, wider],
  ])("%s", (_what, before, after, expected) => {
    expect(verdicts(compare(before, after))).toEqual(expected);
  });

  const tree = (leaf: object) => ({
    $ref: "#/$defs/node",
    $defs: {
      node: {
        type: "object",
        properties: { leaf, children: { type: "array", items: { $ref: "#/$defs/node" } } },
        required: ["leaf"],
        additionalProperties: false,
      },
    },
  });

  test("follows recursion to a proof", () => {
    const renamed = JSON.parse(JSON.stringify(tree(text)).replaceAll("/node", "/other").replace('"node":', '"other":'));
    expect(verdicts(compare(tree(text), renamed))).toEqual(both);
  });

  test("finds what breaks behind recursion", () => {
    const { forward } = compare(tree({ type: "integer" }), tree({ type: "number" }));
    expect(forward).toMatchObject({ counterExample: { leaf: 0.5 }, pointer: "/leaf", keyword: "type" });
  });

  test("takes what only an endless value would satisfy for empty", () => {
    const endless = { type: "object", properties: { next: { $ref: "#" } }, required: ["next"] };
    expect(verdicts(compare(endless, false))).toEqual(both);
  });

  test("finds documents beside the schema by their $id", () => {
    const main = { $id: "https://a.example/main", properties: { a: { $ref: "other" } } };
    const version = (name: string, other: object) => ({
      name,
      schema: main,
      others: new Map([["https://a.example/other", { $id: "https://a.example/other", ...other }]]),
    });
    const { findings } = compareSchemas(version("old", text), version("new", { type: "string", minLength: 1 }));
    expect(findings).toMatchObject([
      { verdict: "incompatible", counterExample: { a: "" }, validUnder: "old", invalidUnder: "new", pointer: "/a" },
      { verdict: "compatible" },
    ]);
  });

  describe("of long arrays", () => {
    const array = (more: object) => ({ type: "array", ...more });
    const tuple = { prefixItems: [text, { type: "number" }], items: { type: "boolean" } };
    const distinct = { items: text, uniqueItems: true };
    const few = { contains: { const: 1 }, minContains: 0 };
    test.each<[string, object, object, string[]]>([
      ["one less", array({ maxItems: 1000 }), array({ maxItems: 999 }), narrower],
      [
        "one less of some type",
        array({ items: text, maxItems: 1000 }),
        array({ items: text, maxItems: 999 }),
        narrower,
      ],
      ["one less after a tuple", array({ ...tuple, maxItems: 1000 }), array({ ...tuple, maxItems: 999 }), narrower],
      [
        "one less of distinct ones",
        array({ ...distinct, maxItems: 1000 }),
        array({ ...distinct, maxItems: 999 }),
        narrower,
      ],
      [
        "other items",
        array({ items: { type: "number" }, minItems: 1000 }),
        array({ items: { type: "integer" } }),
        apart,
      ],
      ["distinct ones", array({ minItems: 1000 }), array({ minItems: 1000, uniqueItems: true }), narrower],
      ["what they contain", array({ minItems: 1000 }), array({ minItems: 1000, contains: { const: 1 } }), narrower],
      ["how many", array({ ...few, minItems: 1000 }), array({ ...few, minItems: 1000, maxContains: 1 }), narrower],
      ["nothing that could be in them", array({ items: false, minItems: 1000 }), { not: {} }, both],
      ["the same", array({ items: text, minItems: 1000 }), array({ minItems: 1000, items: { allOf: [text] } }), both],
    ])("%s", (_what, before, after, expected) => {
      expect(verdicts(compare(before, after))).toEqual(expected);
    });

    test("says unknown of one that is too long to be made", () => {
      const { backward } = compare(array({ maxItems: 100_000 }), array({ maxItems: 99_999 }));
      expect(backward).toMatchObject({ verdict: "unknown", keyword: "minItems" });
    });
  });

  test.each<[string, (index: number) => unknown]>([
    ["texts", index => `v${index}`],
    ["numbers", index => index],
  ])("finds the one of 100,000 %s that is gone", (_what, value) => {
    const values = Array.from({ length: 100_000 }, (_each, index) => value(index));
    const { backward, forward } = compare({ enum: values }, { enum: values.slice(0, -1) });
    expect(backward).toMatchObject({ counterExample: values.at(-1) });
    expect(forward).toMatchObject({ verdict: "compatible" });
  });

  test("finds the one of 10,000 properties that changed", () => {
    const properties = Object.fromEntries(Array.from({ length: 10_000 }, (_each, index) => [`p${index}`, text]));
    const changed = { ...properties, p9999: { type: "integer" } };
    expect(compare({ properties }, { properties: changed }).backward).toMatchObject({ counterExample: { p9999: "" } });
  });

  test("shrinks a counter-example to what is needed", () => {
    const wide = { type: "object", properties: { a: text, b: text, c: { enum: ["x", "y"] } }, required: ["c"] };
    const { backward } = compare(wide, { ...wide, properties: { ...wide.properties, c: { const: "x" } } });
    expect(backward).toMatchObject({ counterExample: { c: "y" } });
  });
});

describe("by role", () => {
  const open = (properties: object) => ({ type: "object", properties });
  const closed = (properties: object) => ({ ...open(properties), additionalProperties: false });

  test.each<[string, unknown, unknown, string[]]>([
    ["an optional property more, open", open({}), open({ a: text }), both],
    ["an optional property more, closed", closed({}), closed({ a: text }), both],
    ["an optional property less", closed({ a: text }), closed({}), both],
    ["a required property more", open({ a: text }), { ...open({ a: text }), required: ["a"] }, narrower],
    ["another type", open({ a: text }), open({ a: { type: "number" } }), apart],
    ["a map stays open", { type: "object" }, open({ a: text }), narrower],
    ["behind allOf", { allOf: [open({ a: text })] }, { allOf: [open({ a: text }), open({ b: text })] }, both],
    ["what is only required is known", { ...open({ b: text }), required: ["a"] }, open({ a: text }), apart],
  ])("%s", (_what, before, after, expected) => {
    expect(verdicts(compare(before, after, "by-role"))).toEqual(expected);
  });
});

describe("fails closed", () => {
  test.each<[string, unknown, unknown]>([
    ["pattern", { type: "string", pattern: "(abcdefgh)\\1" }, { type: "string", pattern: "^(abcdefgh)\\1" }],
    ["format", { type: "string", format: "mrn" }, { type: "string", format: "ssn" }],
    [
      "$dynamicRef",
      { properties: { a: { $dynamicRef: "#x" } }, $defs: { x: { $dynamicAnchor: "x" } } },
      { properties: { a: text } },
    ],
    ["contains", { prefixItems: [text], contains: text }, { prefixItems: [text], minItems: 1 }],
    [
      "uniqueItems",
      { type: "array", prefixItems: [{}, {}], items: text, uniqueItems: true },
      { not: { const: [1, 1] } },
    ],
    ["contains", { items: { type: "array", contains: text } }, { not: { const: [["a"], []] } }],
    ["required", { type: "object", required: [""] }, { type: "object", minProperties: 1 }],
    ["dependentRequired", { dependentRequired: { a: [""] } }, { dependentSchemas: { a: { minProperties: 2 } } }],
  ])("on %s, by name", (keyword, before, after) => {
    expect(compare(before, after).backward).toMatchObject({ verdict: "unknown", keyword });
  });

  test("on what is too deep", () => {
    const deep = (depth: number): object => (depth === 0 ? text : { type: "array", items: deep(depth - 1) });
    expect(compare(deep(150), { ...deep(150), maxItems: 3 }).forward?.verdict).not.toBe("incompatible");
  });

  /** A definition that ajv writes again wherever it is referred to: 4 million checks of 200 KB. */
  const repeated = (count: number) => {
    const each = (value: object) =>
      Object.fromEntries(Array.from({ length: count }, (_each, index) => [`p${index}`, value]));
    return {
      properties: each({ $ref: "#/$defs/large" }),
      $defs: { large: { properties: each({ type: "string", minLength: 1 }) } },
    };
  };

  test("on what would be too much to compile, but of itself", () => {
    const [schema, other] = [repeated(2_000), { ...repeated(2_000), minProperties: 1 }];
    const backward = (after: object, judgement: Judgement) =>
      compareSchemas(
        { name: "old", schema },
        { name: "new", schema: after },
        { mode: "backward", judgement, limits: unhurried },
      ).findings;
    expect(backward(other, "as-written")).toMatchObject([{ verdict: "unknown", keyword: "(large)" }]);
    expect(backward(structuredClone(schema), "by-role")).toMatchObject([{ verdict: "compatible" }]);
    expect(verdicts(compare(repeated(3), { ...repeated(3), minProperties: 1 }))).toEqual(narrower);
  });

  test("on what takes too long to compile, and compiles it the next time", () => {
    const [schema, other] = [repeated(30), { ...repeated(30), minProperties: 1 }];
    const hurried = compare(schema, other, "as-written", { ...unhurried, compileMs: 1 });
    expect(hurried.backward).toMatchObject({ verdict: "unknown", keyword: "(compile)" });
    expect(verdicts(compare(schema, other))).toEqual(narrower);
  });

  /** What ajv runs out of stack over. */
  const nested = () => {
    let schema: object = text;
    for (let depth = 0; depth < 5_000; depth++) schema = { properties: { a: schema } };
    return schema;
  };
  const named = () => ({
    $id: "https://example.com/a",
    properties: { p: { $id: "b", $ref: "#/$defs/q" } },
    $defs: { q: text },
  });
  test.each([
    ["nests", nested],
    ["refers from within an id", named],
  ])("on what %s deeper than can be compiled, but of itself", (_what, make) => {
    for (const judgement of ["as-written", "by-role"] as const) {
      expect(verdicts(compare(make(), make(), judgement))).toEqual(both);
      expect(compare(make(), { ...make(), minProperties: 1 }, judgement).backward).toMatchObject({
        verdict: "unknown",
        keyword: "(depth)",
      });
    }
  });
});

describe("where ajv takes other properties for evaluated than the specification", () => {
  const has = (...names: string[]) => ({ properties: Object.fromEntries(names.map(name => [name, true])) });
  const one = (name: string) => ({ properties: { [name]: { const: 1 } }, required: [name] });
  const only = (more: object) => ({ type: "object", ...more, unevaluatedProperties: false });
  const x = { $defs: { x: has("x") }, $ref: "#/$defs/x" };
  const arrays = { patternProperties: { "^a": { type: "array" } } };

  test.each<[string, object, unknown, boolean]>([
    ["what comes before an alternative", only({ ...x, anyOf: [one("a"), has("b")] }), { x: 1 }, true],
    ["what comes before then", only({ allOf: [has("z")], ...conditional(one("a"), has("b")) }), { z: 1 }, true],
    ["what stands beside dependentSchemas", only({ ...has("a"), dependentSchemas: { b: has("c") } }), { a: 1 }, true],
    ["an alternative that failed", only({ anyOf: [{ required: ["a"] }, arrays] }), { a: 1 }, false],
    ["an if that failed", only(conditional(one("a"), false)), { a: 2 }, false],
    ["an if that held, with nothing to say then", only(conditional(one("a"), true, has("b"))), { a: 1 }, true],
    ["the item before", { items: only({ anyOf: [one("a"), has("b")] }) }, [{ a: 1 }, { a: 2 }], false],
    [
      "a validator that is being compiled",
      { properties: { a: only({ $ref: "#", ...has("b") }), c: only({ $ref: "#" }) } },
      { a: { b: 1 }, c: { b: 1 } },
      false,
    ],
  ])("%s: nothing is decided", (_what, schema, payload, valid) => {
    const ajv = compileSchema("ajv", schema).check;
    expect(ajv(payload) === undefined).toBe(!valid);
    const constant = { const: payload };
    const { backward } = valid ? compare(constant, schema) : compare(schema, { not: constant });
    expect(backward).toMatchObject({ verdict: "unknown", keyword: "unevaluatedProperties" });
  });

  test("is decided if described around it", () => {
    const kinds = { properties: { kind: { enum: [1, 2] } }, required: ["kind"] };
    const tagged = only({ ...kinds, ...conditional(one("kind"), has("a"), has("b")) });
    const more = only({ ...kinds, ...conditional(one("kind"), has("a", "c"), has("b")) });
    expect(verdicts(compare(tagged, more))).toEqual(wider);
  });
});

describe("refuses with the place", () => {
  test.each<[string, unknown, string]>([
    ["another dialect", { $schema: "http://json-schema.org/draft-04/schema#" }, "/$schema"],
    ["what is no schema", { properties: { a: { type: "strin" } } }, "/properties/a/type"],
    ["a reference to nowhere", { $ref: "#/$defs/none" }, ""],
    ["a reference to itself", { properties: { a: { $ref: "#/properties/a" } } }, "/properties/a"],
    [
      "references to each other, one with a percent code",
      { $ref: "#/$defs/a%20b", $defs: { "a b": { $ref: "#/$defs/c" }, c: { $ref: "#/$defs/a%20b" } } },
      "",
    ],
    ["a pattern that is none", { pattern: "(" }, ""],
    ["a number", 5, ""],
  ])("%s", (_what, schema, pointer) => {
    const failure = (() => {
      try {
        return compare(schema, {});
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(SchemaError);
    expect(failure).toMatchObject({ version: "old", pointer });
  });
});
