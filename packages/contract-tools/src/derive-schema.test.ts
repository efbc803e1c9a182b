import { expect, test } from "vitest";
import type { JsonSchema } from "./contract-model.ts";
import { deriveSchema } from "./derive-schema.ts";

const strict = (schema: JsonSchema) => deriveSchema(schema, "s", new Map([["s", schema]]), false);
const tolerant = (schema: JsonSchema) => deriveSchema(schema, "s", new Map([["s", schema]]), true);

const closed = { type: "object", additionalProperties: false };

test("a strict schema stays closed, a tolerant one is opened at every depth", () => {
  const schema = {
    ...closed,
    properties: { a: closed, b: { type: "array", items: closed } },
    unevaluatedProperties: false,
  };
  expect(strict(schema)).toEqual(schema);
  expect(tolerant(schema)).toEqual({
    type: "object",
    properties: { a: { type: "object" }, b: { type: "array", items: { type: "object" } } },
  });
});

test("a property that is called like a keyword, or a constant that looks like a schema, is left alone", () => {
  const schema = { type: "object", properties: { additionalProperties: { const: closed }, title: { enum: [closed] } } };
  expect(tolerant(schema)).toEqual(schema);
});

test("what is under `not` and `if` stays closed: opened, it would reject more", () => {
  const schema = { type: "object", not: closed, if: closed, else: closed };
  expect(tolerant(schema)).toEqual({ ...schema, else: { type: "object" } });
});

test("a oneOf that a constant tells apart gets a discriminator, in both", () => {
  const variant = (kind: string) => ({ ...closed, required: ["kind"], properties: { kind: { const: kind } } });
  const schema = { type: "object", oneOf: [{ $ref: "#/$defs/a" }, variant("b")], $defs: { a: variant("a") } };
  expect(strict(schema).discriminator).toEqual({ propertyName: "kind" });
  expect(tolerant(schema).discriminator).toEqual({ propertyName: "kind" });
});

test("any other oneOf becomes an anyOf for tolerant readers: opened variants may overlap", () => {
  const schema = {
    oneOf: [
      { ...closed, required: ["a"] },
      { ...closed, required: ["b"] },
    ],
  };
  expect(strict(schema)).toEqual(schema);
  expect(tolerant(schema)).toEqual({
    anyOf: [
      { type: "object", required: ["a"] },
      { type: "object", required: ["b"] },
    ],
  });
});

test("a pattern that binds producers is asked of them alone", () => {
  const schema = { type: "string", maxLength: 9, pattern: "^a$", "x-pattern-binds": "producers" };
  expect(strict(schema)).toEqual({ type: "string", maxLength: 9, pattern: "^a$" });
  expect(tolerant(schema)).toEqual({ type: "string", maxLength: 9 });
});
