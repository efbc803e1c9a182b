import { expect, test } from "vitest";
import { compareSchemas } from "./compare-schemas.ts";
import { openSchemas } from "./open-schemas.ts";

const tolerant = (schema: object) => openSchemas({ name: "s", schema }).schema;

const closed = { type: "object", additionalProperties: false };

test("closed objects are opened at every depth", () => {
  const schema = {
    ...closed,
    properties: { a: closed, b: { type: "array", items: closed } },
    unevaluatedProperties: false,
  };
  expect(tolerant(schema)).toEqual({
    type: "object",
    properties: { a: { type: "object" }, b: { type: "array", items: { type: "object" } } },
  });
});

test("a property named like a keyword, or a constant that looks like a schema, is left alone", () => {
  const schema = { type: "object", properties: { additionalProperties: { const: closed }, title: { enum: [closed] } } };
  expect(tolerant(schema)).toEqual(schema);
});

test("schemas under `not` and `if` stay closed: opened, they would reject more", () => {
  const schema = { type: "object", not: closed, if: closed, else: closed };
  expect(tolerant(schema)).toEqual({ ...schema, else: { type: "object" } });
});

test("a oneOf that a constant tells apart stays one", () => {
  const variant = (kind: string) => ({ ...closed, required: ["kind"], properties: { kind: { const: kind } } });
  const schema = { type: "object", oneOf: [{ $ref: "#/$defs/a" }, variant("b")], $defs: { a: variant("a") } };
  expect(tolerant(schema)).toHaveProperty("oneOf");
});

test("any other oneOf becomes an anyOf, beside one that is there: opened variants may overlap", () => {
  const anyOf = [{ minProperties: 2 }, { maxProperties: 1 }];
  const oneOf = [
    { ...closed, required: ["a"] },
    { ...closed, required: ["b"] },
  ];
  const either = {
    anyOf: [
      { type: "object", required: ["a"] },
      { type: "object", required: ["b"] },
    ],
  };
  expect(tolerant({ oneOf })).toEqual({ allOf: [either] });
  expect(tolerant({ anyOf, oneOf })).toEqual({ anyOf, allOf: [either] });
});

test("a pattern that binds producers applies only to them", () => {
  const schema = { type: "string", maxLength: 9, pattern: "^a$", "x-pattern-binds": "producers" };
  expect(tolerant(schema)).toEqual({ type: "string", maxLength: 9 });
});

const c = { type: "object", required: ["a"], properties: { a: true }, additionalProperties: false };
const excluding: readonly [string, object][] = [
  ["must not be valid", { not: { $ref: "#/$defs/c" }, $defs: { c } }],
  ["decides what else is asked", { if: { $ref: "#/$defs/c" }, else: false, $defs: { c } }],
  ["there may be few of", { contains: { $ref: "#/$defs/c" }, maxContains: 1, $defs: { c } }],
];
const by = (before: object, after: object) =>
  compareSchemas(
    { name: "a", schema: before },
    { name: "b", schema: after },
    { judgement: "by-role", mode: "backward" },
  ).verdict;

test.each(excluding)("a closed object that %s, by reference, is judged as the producer's", (_what, schema) => {
  expect(by(schema, schema)).toBe("compatible");
  expect(by(schema, { ...schema, minProperties: 0, minItems: 0 })).toBe("compatible");
});

test("a reader rejects what a closed condition behind a reference rejects", () => {
  const sender = { type: "object", required: ["a", "b"] };
  const [, [, condition] = ["", {}]] = excluding;
  expect(by(sender, condition)).toBe("incompatible");
  expect(by({ ...sender, not: { required: ["c"] } }, { ...condition, not: { required: ["c"] } })).toBe("incompatible");
});
