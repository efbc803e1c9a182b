import { expect, test } from "vitest";
import { contractDefinitions } from "../schema/contract-definitions.ts";
import type { JsonSchema } from "../source/contract-model.ts";
import { emitDefinitionTypes } from "./emit-definition-types.ts";

const id = "https://example.com/thing.v1.schema.json";
const $schema = "https://json-schema.org/draft/2020-12/schema";

function typesOf(schema: JsonSchema, others: Readonly<Record<string, JsonSchema>> = {}): string {
  const more = Object.entries(others).map(
    ([name, each]) => [`https://example.com/${name}`, { $schema, ...each }] as const,
  );
  return emitDefinitionTypes(contractDefinitions(id, "Thing", new Map([[id, { $schema, ...schema }], ...more]))!);
}

/** The type of the one field of a thing. */
const typeOf = (field: unknown): string | undefined =>
  /\n {2}field\?: (.*);\n/.exec(typesOf({ type: "object", properties: { field } }))?.[1];

test("an object becomes an interface with its fields and their comments", () => {
  const schema = {
    description: "A thing.",
    type: "object",
    additionalProperties: false,
    required: ["word", "a-b", "more"],
    properties: {
      word: { type: "string", description: "One word. */" },
      "a-b": { type: "integer" },
      flags: { type: "array", items: { type: "boolean" }, minItems: 1, maxItems: 3 },
      codes: { type: "array", items: { enum: ["x", 1, null] } },
      long: { enum: Array.from({ length: 9 }, (_, index) => `a value of some length ${index}`) },
    },
  };
  expect(typesOf(schema)).toBe(
    `/**
 * A thing.
 */
export interface Thing {
  /**
   * One word. * /
   */
  word: string;
  "a-b": number;
  /**
   * @minItems 1
   * @maxItems 3
   */
  flags?: boolean[];
  codes?: ("x" | 1 | null)[];
  long?:
${schema.properties.long.enum.map(value => `    | "${value}"\n`).join("")}`.replace(
      /\n$/,
      ';\n  "more": unknown;\n}\n',
    ),
  );
});

test.each<[string, unknown, string]>([
  ["anything", true, "unknown"],
  ["a choice of types", { type: ["string", "null"], maxLength: 3 }, "string | null"],
  ["a number of two decimals", { type: "number", multipleOf: 0.01 }, "number"],
  ["a constant", { const: { a: [1] } }, "ThingField"],
])("the type of %s is written in place", (_what, field, type) => {
  expect(typeOf(field)).toBe(type);
});

test.each<[string, JsonSchema, string]>([
  [
    "a tuple",
    { type: "array", prefixItems: [{ type: "string" }, { type: "null" }], items: false, minItems: 1 },
    "[string, (null)?]",
  ],
  [
    "a tuple with more",
    { type: "array", prefixItems: [{ const: 1 }], items: { type: "string" } },
    "[(1)?, ...(string)[]]",
  ],
  ["nothing", { anyOf: [false, { type: "null" }] }, "never | null"],
  ["alternatives", { anyOf: [{ type: "string" }, { type: "array", items: { type: "null" } }] }, "string | null[]"],
  ["parts", { allOf: [{ type: ["string", "null"] }, { enum: ["a", null] }] }, '(string | null) & ("a" | null)'],
  [
    "a map",
    { type: "object", additionalProperties: { type: "string" }, maxProperties: 3, not: {} },
    "{ [k: string]: string }",
  ],
])("the type of %s has a name of its own", (_what, field, type) => {
  const types = typesOf({
    type: "object",
    properties: { field: { ...field, $comment: "" }, list: { type: "array", uniqueItems: true, items: field } },
  });
  expect(types.replace(/\n\s+\| /g, " | ")).toMatch(
    new RegExp(
      `(?:type|interface) ThingField\\b[^;]*${type.replace(/[^\w\s]/g, "\\$&").replace(/^\\\{ | \\\}$/g, "")}`,
    ),
  );
});

test("fields that one alternative asks for are asked for there", () => {
  const contact = {
    type: "object",
    properties: { email: { type: "string" }, phone: { type: "string" } },
    anyOf: [{ required: ["email"] }, { required: ["phone"] }],
  };
  expect(typesOf(contact)).toBe(
    "export type Thing = { email?: string; phone?: string; [k: string]: unknown } & ({ email: unknown; [k: string]: unknown } | { phone: unknown; [k: string]: unknown });\n",
  );
});

test("untitled types are named after the event and the field, or the definition", () => {
  const schema = {
    type: "object",
    properties: {
      data: { $ref: "data.json" },
      home: { $ref: "#/$defs/street-address" },
      list: { $ref: "titled.json" },
    },
    $defs: { "street-address": { type: "object" } },
  };
  const types = typesOf(schema, {
    "data.json": { type: "object", properties: { inner: { type: "object" } } },
    "titled.json": { type: "object", title: "a list" },
  });
  const names = [...types.matchAll(/export \w+ (\w+)/g)].map(([, name]) => name);
  expect(names).toEqual(["Thing", "ThingData", "ThingDataInner", "StreetAddress", "AList"]);
});
