import { expect, test } from "vitest";
import { declassifiedFields } from "./declassified-fields.ts";

const of = (value: string) => ({ type: "string", "x-data-classification": value });
const object = (properties: object) => ({ type: "object", properties });
const found = (before: object, after: object) =>
  declassifiedFields({ name: "old", schema: before }, { name: "new", schema: after }).map(
    ({ field, was }) => `${field.pointer}: ${was} to ${field.class}`,
  );

test.each<[string, object, object, string[]]>([
  ["the same", object({ a: of("phi") }), object({ a: of("phi") }), []],
  ["a stricter class", object({ a: of("none") }), object({ a: of("phi") }), []],
  ["a class for what had none", object({ a: { type: "string" } }), object({ a: of("none") }), []],
  ["none for what had no class that hides it", object({ a: of("none") }), object({ a: { type: "string" } }), []],
  ["a field that goes", object({ a: of("phi") }), object({}), []],
  ["another field that comes", object({ a: of("phi") }), object({ a: of("phi"), b: of("none") }), []],
  ["a weaker class", object({ a: of("phi") }), object({ a: of("pii") }), ["/a: phi to pii"]],
  [
    "a class of what it stands in",
    object({ a: { ...object({ b: { type: "string" } }), "x-data-classification": "phi" } }),
    object({ a: { ...object({ b: { type: "string" } }), "x-data-classification": "none" } }),
    ["/a/b: phi to none"],
  ],
  [
    "an object that is no longer described",
    object({ a: object({ b: of("phi") }) }),
    object({ a: { type: "object", "x-data-classification": "none" } }),
    ["/a: phi to none"],
  ],
  [
    "an object that now is",
    object({ a: { type: "object", "x-data-classification": "phi" } }),
    object({ a: object({ b: of("none") }) }),
    ["/a/b: phi to none"],
  ],
  [
    "a key that a map had",
    { type: "object", additionalProperties: of("phi") },
    { ...object({ a: of("none") }), additionalProperties: of("phi") },
    ["/a: phi to none"],
  ],
  [
    "a key beside a map, as before",
    { ...object({ a: of("none") }), additionalProperties: of("phi") },
    { ...object({ a: of("none") }), additionalProperties: of("phi") },
    [],
  ],
  [
    "a schema that is referred to",
    { $defs: { text: of("phi") }, ...object({ a: { $ref: "#/$defs/text" } }) },
    { $defs: { text: of("none") }, ...object({ a: { $ref: "#/$defs/text" } }) },
    ["/a: phi to none"],
  ],
])("%s", (_what, before, after, expected) => {
  expect(found(before, after)).toEqual(expected);
});
