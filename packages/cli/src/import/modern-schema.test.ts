import { parseSourceFile } from "@tributary/contract-tools/source-file";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { bundleSchema } from "./bundle-schema.ts";
import type { Dialect } from "./schema-dialect.ts";

/** A schema as it is imported, with what was said of it: `/pointer: message`. */
function imported(dialect: Dialect, schema: object) {
  const source = parseSourceFile("s.json", JSON.stringify(schema));
  const told: string[] = [];
  const { data, ...$defs } = bundleSchema({ source, pointer: "" }, dialect, [source], (place, message) =>
    told.push(`${place.replace("s.json#", "")}: ${message}`),
  );
  return { schema: { ...(data as object), $defs: { data, ...$defs } }, data, told };
}

interface Case {
  readonly what: string;
  readonly dialect: Dialect;
  readonly schema: object;
  readonly valid: readonly unknown[];
  readonly invalid: readonly unknown[];
}

const cases: readonly Case[] = [
  {
    what: "flags of exclusive bounds",
    dialect: "draft-04",
    schema: {
      id: "http://a.example/x",
      type: "number",
      minimum: 3,
      exclusiveMinimum: true,
      maximum: 5,
      exclusiveMaximum: false,
    },
    valid: [3.1, 5],
    invalid: [3, 5.1],
  },
  {
    what: "lists of schemas",
    dialect: "draft-07",
    schema: { type: "array", items: [{ type: "string" }], additionalItems: { type: "number" } },
    valid: [["a", 1, 2], []],
    invalid: [["a", "b"], [1]],
  },
  {
    what: "dependencies of both kinds",
    dialect: "draft-07",
    schema: {
      type: "object",
      properties: { a: {}, b: {}, c: {} },
      dependencies: { a: ["b"], c: { type: "object", required: ["a", "b"] } },
    },
    valid: [{ a: 1, b: 1 }, { b: 1 }, { a: 1, b: 1, c: 1 }],
    invalid: [{ a: 1 }, { c: 1 }],
  },
  {
    what: "what stands beside a reference",
    dialect: "draft-07",
    schema: {
      type: "object",
      properties: { a: { $ref: "#/definitions/t", maxLength: 1, description: "Kept." } },
      definitions: { t: { type: "string" } },
    },
    valid: [{ a: "long" }],
    invalid: [{ a: 1 }],
  },
  {
    what: "keywords beside a reference, in a dialect that heeds them",
    dialect: "2020-12",
    schema: {
      type: "object",
      properties: { a: { $ref: "#/$defs/t", maxLength: 1 } },
      $defs: { t: { type: "string" } },
    },
    valid: [{ a: "s" }],
    invalid: [{ a: "long" }, { a: 1 }],
  },
  {
    what: "nullable values",
    dialect: "openapi-3.0",
    schema: {
      type: "object",
      properties: {
        a: { type: "string", nullable: true, enum: ["x"] },
        b: { allOf: [{ type: "object", required: ["c"] }], nullable: true },
        d: { nullable: true },
      },
    },
    valid: [
      { a: null, b: null, d: null },
      { a: "x", b: { c: 1 }, d: 1 },
    ],
    invalid: [{ a: "y" }, { b: {} }],
  },
  {
    what: "formats of numbers",
    dialect: "openapi-3.0",
    schema: { type: "integer", format: "int32" },
    valid: [2 ** 31 - 1, -(2 ** 31)],
    invalid: [2 ** 31, 0.5],
  },
  {
    what: "definitions that refer to themselves and to the whole",
    dialect: "draft-06",
    schema: {
      type: "object",
      properties: { next: { $ref: "#" }, tree: { $ref: "#/definitions/tree" } },
      definitions: {
        tree: { type: "object", properties: { kids: { type: "array", items: { $ref: "#/definitions/tree" } } } },
      },
    },
    valid: [{ next: { next: {} }, tree: { kids: [{ kids: [] }] } }],
    invalid: [{ next: { next: 1 } }, { tree: { kids: [{ kids: [1] }] } }],
  },
  {
    what: "anchors and schemas with a space in their name",
    dialect: "2019-09",
    schema: {
      type: "object",
      properties: { a: { $ref: "#here" }, b: { $ref: "#/$defs/two%20words" } },
      $defs: { x: { $anchor: "here", type: "string" }, "two words": { type: "boolean" } },
    },
    valid: [{ a: "a", b: true }],
    invalid: [{ a: 1 }, { b: 1 }],
  },
];

test.each(cases)("keeps the meaning of $what ($dialect)", ({ dialect, schema, valid, invalid }) => {
  const ajv = new Ajv2020({ strict: true, strictTuples: false, strictRequired: false, allowUnionTypes: true });
  const validate = ajv.compile(imported(dialect, schema).schema);
  expect(valid.filter(value => !validate(value))).toEqual([]);
  expect(invalid.filter(value => validate(value))).toEqual([]);
});

describe("what restricts nothing in a contract is left out, and said so", () => {
  test("keywords that nothing reads, and formats that nothing knows", () => {
    const { data, told } = imported("draft-07", {
      $id: "https://a.example/x.json",
      title: "Kept",
      type: "string",
      xml: { name: "x" },
      "x-internal": true,
      "x-data-classification": "pii",
      nullable: true,
      minLenght: 3,
      format: "markdown",
      required: true,
    });
    expect(data).toEqual({ title: "Kept", type: "string", "x-data-classification": "pii" });
    expect(told).toEqual([
      "/xml: left out xml, which restricts nothing here",
      "/x-internal: left out x-internal, which restricts nothing here",
      "/nullable: left out nullable, which restricts nothing here",
      "/minLenght: left out minLenght, which restricts nothing here",
      "/required: left out required, which should be a list of names",
      '/format: left out the format "markdown", which contracts do not know',
    ]);
  });

  test("a place is where the document has it, whatever the keyword became", () => {
    const { told } = imported("draft-07", {
      type: "array",
      items: [{ type: "string", xml: {} }],
      additionalItems: { $ref: "#/definitions/n", minimum: 3 },
      definitions: { n: { minimum: 1 } },
    });
    expect(told).toEqual([
      "/additionalItems/minimum: left out minimum, which is ignored beside $ref",
      "/items/0/xml: left out xml, which restricts nothing here",
      "/definitions/n: added type: number, the only one that its keywords restrict",
    ]);
  });

  test("a property may be called like a keyword", () => {
    const schema = {
      type: "object",
      properties: { xml: { type: "string" }, $ref: { type: "string" }, id: { type: "string" } },
    };
    expect(imported("draft-07", schema)).toMatchObject({ data: schema, told: [] });
  });
});
