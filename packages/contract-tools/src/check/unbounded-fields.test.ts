import { expect, test } from "vitest";
import { unboundedFields } from "./unbounded-fields.ts";

const found = (schema: object) => {
  const set = new Map([["s", { ...schema }]]);
  return unboundedFields({ ...schema }, "s", set).map(({ pointer, why }) => [pointer, why]);
};
const closed = (properties: object) => ({ type: "object", properties, additionalProperties: false });

test.each<[string, object, string]>([
  ["a text", { type: "string" }, "the text has no maxLength"],
  ["a text or null", { type: ["string", "null"] }, "the text has no maxLength"],
  ["a time, whose fraction has no end", { type: "string", format: "date-time" }, "the text has no maxLength"],
  ["a duration", { type: "string", format: "duration" }, "the text has no maxLength"],
  ["a list or null", { type: ["array", "null"], items: { type: "null" } }, "the array has no maxItems"],
  ["an open object", { type: ["object", "null"], properties: {} }, "the object is open"],
  ["a map", { type: "object", additionalProperties: { type: "null" } }, "the map has no maxProperties"],
  ["anything at all", { description: "Whatever." }, "the value may be anything"],
])("%s without a bound is named where it stands", (_what, field, why) => {
  expect(found(closed({ field }))).toEqual([["/properties/field", why]]);
});

test.each<[string, object]>([
  ["a day", { type: "string", format: "date" }],
  ["an id", { type: ["string", "null"], format: "uuid" }],
  ["a time with a length", { type: "string", format: "date-time", maxLength: 40 }],
  ["one of some", { type: ["string", "null"], enum: ["a", null] }],
  ["variants that are bounded", { type: "object", oneOf: [closed({}), closed({ a: { type: "null" } })] }],
])("%s is bounded", (_what, field) => {
  expect(found(closed({ field }))).toEqual([]);
});

test("a repeatedly referenced schema is named once", () => {
  const twice = (next: string) => closed({ a: { $ref: next }, b: { $ref: next } });
  const links = Array.from({ length: 60 }, (_, at) => [`l${at}`, twice(`#/$defs/l${at + 1}`)] as const);
  const chain = { ...twice("#/$defs/l0"), $defs: { ...Object.fromEntries(links), l60: { type: "string" } } };
  expect(found(chain)).toEqual([["/$defs/l60", "the text has no maxLength"]]);
});

test("a schema that contains itself is named where the circle closes", () => {
  const pair = { $defs: { a: closed({ b: { $ref: "#/$defs/b" } }), b: closed({ a: { $ref: "#/$defs/a" } }) } };
  expect(found({ ...closed({ a: { $ref: "#/$defs/a" } }), ...pair })).toEqual([
    ["/$defs/a", "the schema contains itself"],
  ]);
});

test("a restriction is bounded by its siblings", () => {
  const field = { type: "string", maxLength: 9 };
  const restricted = {
    ...closed({ a: field, b: closed({}) }),
    anyOf: [{ required: ["a"] }, { type: "object", properties: { a: { type: "string", minLength: 1 } } }],
    allOf: [{ properties: { b: {}, a: true } }],
  };
  expect(found(restricted)).toEqual([]);
});
