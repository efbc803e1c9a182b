import { expect, test } from "vitest";
import type { JsonSchema } from "../source/contract-model.ts";
import { classifiedFields } from "./classified-fields.ts";

const of = (schema: JsonSchema, ...others: readonly [string, JsonSchema][]) =>
  classifiedFields(schema, "https://example.com/s", new Map([["https://example.com/s", schema], ...others])).fields.map(
    field => [field.pointer, field.class],
  );

const phi = { "x-data-classification": "phi" };

test("a field has its own class, or that of the object around it", () => {
  const schema = {
    type: "object",
    properties: {
      a: { type: "string", ...phi },
      b: { type: "object", ...phi, properties: { c: { type: "integer" } } },
      d: { type: "boolean" },
    },
  };
  expect(of(schema)).toEqual([
    ["/a", "phi"],
    ["/b/c", "phi"],
    ["/d", undefined],
  ]);
});

test("items of an array and members of a map have an asterisk in their pointer", () => {
  const schema = {
    type: "object",
    properties: {
      a: { type: "array", items: { type: "string", ...phi } },
      b: { type: "object", additionalProperties: { type: "string", ...phi } },
    },
  };
  expect(of(schema)).toEqual([
    ["/a/*", "phi"],
    ["/b/*", "phi"],
  ]);
});

test("references are followed within the file, into others, and not around in circles", () => {
  const other = { type: "object", properties: { e: { type: "string", ...phi } } };
  const schema = {
    type: "object",
    properties: { a: { $ref: "#/$defs/node" }, b: { $ref: "other" } },
    $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" }, c: { type: "string", ...phi } } } },
  };
  expect(of(schema, ["https://example.com/other", other])).toEqual([
    ["/a/c", "phi"],
    ["/b/e", "phi"],
  ]);
});

test("every variant counts, and a field that one of them leaves open is classified by the other", () => {
  const schema = {
    type: "object",
    oneOf: [
      { properties: { a: { type: "string" } } },
      { properties: { a: { type: "string", ...phi }, b: { type: "string", ...phi } } },
    ],
  };
  expect(of(schema)).toEqual([
    ["/a", "phi"],
    ["/b", "phi"],
  ]);
});

test("of two classes for one pointer the more sensitive counts, whichever comes first", () => {
  const text = (of: string) => ({ type: "string", "x-data-classification": of });
  const variants = [
    ["none", "phi"],
    ["phi", "none"],
    ["pii", "phi"],
  ] as const;
  for (const pair of variants) {
    expect(of({ type: "object", oneOf: pair.map(each => ({ properties: { a: text(each) } })) })).toEqual([
      ["/a", "phi"],
    ]);
    expect(of({ type: "object", properties: { a: { type: "array", prefixItems: pair.map(text) } } })).toEqual([
      ["/a/*", "phi"],
    ]);
  }
});

test("objects without described members, and unrestricted values, are leaves", () => {
  const properties = { a: { type: "object" }, b: true, c: { type: "object", additionalProperties: false }, d: {} };
  expect(of({ type: "object", properties })).toEqual([
    ["/a", undefined],
    ["/b", undefined],
    ["/d", undefined],
  ]);
});

test("schemas that refer to one another over and over are listed in part, and that is said", () => {
  const twice = (next: string) => ({ type: "object", properties: { a: { $ref: next }, b: { $ref: next } } });
  const chain = (length: number) => {
    const links = Array.from({ length }, (_, at) => [`l${at}`, twice(`#/$defs/l${at + 1}`)] as const);
    const schema = { ...twice("#/$defs/l0"), $defs: { ...Object.fromEntries(links), [`l${length}`]: { const: 1 } } };
    return classifiedFields(schema, "s", new Map([["s", schema]]));
  };
  expect(chain(3)).toMatchObject({ isWhole: true, fields: { length: 16 } });
  expect(chain(60).isWhole).toBe(false);
});

const contact = {
  type: "object",
  additionalProperties: false,
  properties: { email: { type: "string", ...phi }, phone: { type: "string", ...phi } },
};
const classified = [
  ["/data/email", "phi"],
  ["/data/phone", "phi"],
];

test.each<[string, JsonSchema]>([
  ["anyOf", { anyOf: [{ required: ["email"] }, { required: ["phone"] }] }],
  ["oneOf", { oneOf: [{ required: ["email"] }, { not: { required: ["email"] } }] }],
  ["allOf", { allOf: [{ minProperties: 1 }, { properties: { email: { minLength: 3 } } }] }],
  ["if", JSON.parse('{ "if": { "required": ["email"] }, "then": { "properties": { "phone": { "pattern": "^0" } } } }')],
  ["else", { if: { required: ["email"] }, else: { required: ["phone"], properties: { phone: true } } }],
  ["a reference", { anyOf: [{ $ref: "#/$defs/byEmail" }, { required: ["phone"] }] }],
])("what only restricts a value, by %s, is no field beside those that describe it", (_what, restriction) => {
  const $defs = { byEmail: { required: ["email"] } };
  expect(of({ type: "object", properties: { data: { ...contact, ...restriction } }, $defs })).toEqual(classified);
});

test("a field that only a restriction names, or that each of two parts describes, still needs a class", () => {
  const more = { anyOf: [{ required: ["email"] }, { properties: { fax: { type: "string" } } }] };
  expect(of({ type: "object", properties: { data: { ...contact, ...more } } })).toEqual([
    ...classified.slice(0, 1),
    ["/data/fax", undefined],
    ...classified.slice(1),
  ]);
  const part = { type: "object", properties: { name: { type: "string" } } };
  expect(of({ type: "object", allOf: [part, structuredClone(part)] })).toEqual([["/name", undefined]]);
  const variant = { type: "object", properties: { a: { oneOf: [{ type: "string" }, contact] } } };
  expect(of(variant)).toContainEqual(["/a", undefined]);
});

test("an unrestricted field is reported at its own place, not at the object around it", () => {
  const schema = { type: "object", properties: { anything: true, "a/b": true } };
  const { fields, places } = classifiedFields(schema, "https://example.com/s", new Map());
  const expected = ["/properties/anything", "/properties/a~1b"];
  expect(fields.map(({ schemaPointer }) => schemaPointer)).toEqual(expected);
  expect(places.map(({ place }) => place.pointer)).toEqual(expected);
});
