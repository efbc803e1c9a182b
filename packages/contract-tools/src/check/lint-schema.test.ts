import { expect, test } from "vitest";
import { parseSourceFile } from "../source/source-file.ts";
import { compileSchema } from "./compile-schema.ts";

const id = "https://example.com/s.json";
/** Written out, it looks like a promise. */
const then = "then";
const newer = "https://json-schema.org/draft/2020-12/schema";

function findingsOf(schema: object, $schema = newer) {
  const whole = { $schema, $id: id, ...schema };
  const source = parseSourceFile("s.json", JSON.stringify(whole, null, 1));
  const file = { source, id, schema: source.value as typeof whole };
  return compileSchema(file, new Map([[id, file.schema]])).findings;
}
const places = (schema: object, $schema?: string) =>
  findingsOf(schema, $schema).map(({ pointer, rule }) => [pointer, rule]);

test("everything is found in one run, each at its place, in words of our own, with a fix", () => {
  const schema = {
    type: "object",
    properties: {
      a: { type: "string", maxLenght: 3, nullable: true, colour: 1 },
      b: { type: "integer", maxLength: 3, format: "int32" },
      c: { minLength: 1, pattern: "(" },
      d: { type: "strin" },
      e: { type: "string", format: "datetime" },
    },
    [then]: { required: ["a"] },
  };
  const found = findingsOf(schema);
  expect(found.map(({ pointer, rule, fix }) => [pointer, rule, fix]).sort()).toEqual([
    ["/properties/a/colour", "schema-not-strict", "call it x-colour, or remove it"],
    ["/properties/a/maxLenght", "schema-not-strict", "write maxLength"],
    ["/properties/a/nullable", "schema-not-strict", 'name null among the types: "type": ["string", "null"]'],
    ["/properties/b/format", "format-unknown", "use a pattern instead, or remove it"],
    ["/properties/b/format", "schema-not-strict", "remove it, or allow string"],
    ["/properties/b/maxLength", "schema-not-strict", "remove it, or allow string"],
    ["/properties/c/minLength", "schema-not-strict", 'add "type": "string"'],
    [
      "/properties/c/pattern",
      "schema-not-strict",
      "write it for JavaScript with the u flag: escape only special characters",
    ],
    ["/properties/d/type", "schema-invalid", undefined],
    ["/properties/e/format", "format-unknown", "write date-time"],
    ["/then", "schema-not-strict", "add if, or remove it"],
  ]);
  expect(found.every(({ line }) => line > 1)).toBe(true);
  expect(found.map(({ message }) => message).join()).not.toMatch(/strict mode|allow[A-Z]/);
});

test("correct schemas, and what tools write, are accepted", () => {
  const schema = {
    "x-internal": true,
    self: { vendor: "com.acme", name: "link_click", version: "1-0-0" },
    type: ["object", "null"],
    deprecated: false,
    properties: {
      a: { type: ["string", "array", "null"], maxLength: 3, items: { type: "null" }, example: "x", examples: ["y"] },
      b: { type: "string", markdownDescription: "*b*", tsType: "B", contentEncoding: "base64", writeOnly: true },
      c: { $ref: "#/definitions/c", description: "C." },
    },
    patternProperties: { "^a": { type: ["string", "array", "null"] } },
    propertyNames: { maxLength: 9 },
    definitions: { c: { enum: [1, "a"], maxLength: 3 } },
    $defs: { d: { $anchor: "d", $comment: "D.", $dynamicAnchor: "e", type: "string" } },
    $vocabulary: { "https://json-schema.org/draft/2020-12/vocab/core": true },
    if: { required: ["a"], properties: { a: { minLength: 1 } } },
    [then]: { properties: { b: { minLength: 1 } }, anyOf: [{ minProperties: 2 }] },
    not: { properties: { z: { type: "null" } }, required: ["z"] },
  };
  expect(places(schema)).toEqual([]);
});

test("keywords of another dialect are reported with this dialect's own", () => {
  const old = "http://json-schema.org/draft-07/schema";
  expect(places({ type: "array", prefixItems: [true], unevaluatedItems: false }, old)).toEqual([
    ["/prefixItems", "schema-not-strict"],
    ["/unevaluatedItems", "schema-not-strict"],
  ]);
  expect(places({ type: "array", items: [true], additionalItems: false }, old)).toEqual([]);
  expect(places({ type: "array", items: [true] })).toEqual([["/items", "schema-invalid"]]);
  expect(places({ type: "object", dependencies: { a: ["b"] } }, "https://json-schema.org/draft-07/schema#")).toEqual(
    [],
  );
});
