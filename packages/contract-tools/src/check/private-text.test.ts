import { describe, expect, test } from "vitest";
import { classifiedFields } from "../schema/classified-fields.ts";
import type { JsonSchema } from "../source/contract-model.ts";
import { privateText } from "./private-text.ts";

const id = "https://example.org/a.json";
const name = { type: "string", maxLength: 80 };
const code = { type: "string", pattern: "^[A-Z]{2}$" };

/** Pointers of the fields that may hold private text, of an object with one field. */
function found(field: unknown, $defs: JsonSchema = {}): string[] {
  const schema = { $id: id, $defs, type: "object", additionalProperties: false, properties: { field } };
  const set = new Map([[id, schema]]);
  const { places } = classifiedFields(schema, id, set);
  return places.flatMap(({ pointer, of, place }) => (privateText(place, of, set) ? [`${of} ${pointer}`] : []));
}

const values: readonly (readonly [what: string, schema: unknown])[] = [
  ["a string alone", { type: "string" }],
  ["a bounded string", name],
  ["a string or null", { type: ["string", "null"], maxLength: 80 }],
  ["anything", true],
  ["a field of no type", { description: "free" }],
  ["a pattern of any characters", { type: "string", pattern: "^.*$" }],
  ["a pattern of two words", { type: "string", pattern: "\\S+\\s\\S+" }],
  ["a pattern that matches anywhere", { type: "string", pattern: "[a-z]+" }],
  ["a pattern open at its end", { type: "string", pattern: "^[A-Z]{2}" }],
  ["an alternative that escapes the anchors", { type: "string", pattern: "^[A-Z]+|[0-9]+$" }],
  ["letters of another script", { type: "string", pattern: "^[\\u0400-\\u04ff ]+$" }],
  ["another kind of space", { type: "string", pattern: "^[A-Za-z\\u00a0]+$" }],
  ["a pattern with @", { type: "string", pattern: "^[\\w.@-]{1,80}$" }],
  ["a pattern that cannot be read", { type: "string", pattern: "^(\\w)\\1$" }],
  ["a look-ahead that excludes too little", { type: "string", pattern: "^(?!admin)[a-z ]+$" }],
  ["the format email", { type: "string", format: "email" }],
  ["the format uri", { type: "string", format: "uri" }],
  ["the format uri-reference", { type: "string", format: "uri-reference" }],
  ["the format json-pointer", { type: "string", format: "json-pointer" }],
  ["one free alternative", { anyOf: [code, name] }],
  [
    "a free branch under else",
    JSON.parse(`{"if":{"pattern":"^a"},"then":${JSON.stringify(code)},"else":{"type":"string"}}`),
  ],
  ["a definition", { $ref: "#/$defs/name" }],
  ["a definition of a definition, with a list of types", { $ref: "#/$defs/alias" }],
  ["an object of anything", { type: "object" }],
  ["an object of any values", { type: "object", additionalProperties: true }],
  ["an array of anything", { type: "array" }],
];

test.each(values)("%s may be free text", (_what, schema) => {
  expect(found(schema, { name, alias: { $ref: "#/$defs/name" } })).toContain("value /field");
});

const clean: readonly (readonly [what: string, schema: unknown])[] = [
  ["an enum", { type: "string", enum: ["Ann Lee", "b"] }],
  ["a constant", { type: "string", const: "a b" }],
  ["an anchored pattern without space", { type: "string", pattern: "^[A-Za-z0-9._-]{1,64}$" }],
  ["digits with spaces", { type: "string", pattern: "^[0-9 ]+$" }],
  ["an anchored pattern with one letter beside space", { type: "string", pattern: "^[0-9]{4} [A-Z]$" }],
  ["a look-ahead that excludes every space", { type: "string", pattern: "^(?!.*\\s)[A-Za-z -]+$" }],
  ["a pattern beside a free format", { type: "string", format: "uri", pattern: "^https://[a-z./]+$" }],
  ["text of two characters", { type: "string", maxLength: 2, pattern: "^[^@]*$" }],
  ["the format date-time", { type: "string", format: "date-time" }],
  ["the format uuid", { type: "string", format: "uuid" }],
  ["numbers", { type: ["integer", "null"] }],
  [
    "two patterns that exclude it together",
    { allOf: [{ type: "string", pattern: "^[a-z ]+$" }, { pattern: "^\\S*$" }] },
  ],
  ["alternatives that all exclude it", { anyOf: [code, { type: "null" }, { enum: ["a b"] }] }],
  ["a clean definition", { $ref: "#/$defs/code" }],
];

test.each(clean)("%s is not free text", (_what, schema) => {
  expect(found(schema, { code })).toEqual([]);
});

describe("parts of a field", () => {
  test.each([
    ["items of an array", { type: "array", items: name }, ["value /field/*"]],
    ["items of a tuple", { type: "array", prefixItems: [code, name], items: false }, ["value /field/*"]],
    ["values of a map", { type: "object", propertyNames: code, additionalProperties: name }, ["value /field/*"]],
    ["keys of a map", { type: "object", additionalProperties: code }, ["key /field/*"]],
    ["keys that a pattern admits", { type: "object", patternProperties: { "^n": code } }, ["key /field/*"]],
    ["keys that a pattern excludes", { type: "object", patternProperties: { "^[a-z]+$": code } }, []],
    ["keys with constant names", { type: "object", propertyNames: { enum: ["a"] }, additionalProperties: code }, []],
  ])("%s", (_what, schema, expected) => {
    expect(found(schema)).toEqual(expected);
  });

  test("a definition that contains itself ends", () => {
    const node = { anyOf: [{ $ref: "#/$defs/node" }, code] };
    expect(found({ $ref: "#/$defs/node" }, { node })).toContain("value /field");
  });
});
