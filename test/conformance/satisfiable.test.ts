import { compile } from "@tributary/event-pattern/compile";
import { match } from "@tributary/event-pattern/match";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import { satisfiable } from "@tributary/event-pattern/satisfiable";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";

const strict = { strict: false, logger: false } as const;
const ajv = new Ajv2020(strict);
const ajv7 = new Ajv(strict);
addFormats.default(ajv);
addFormats.default(ajv7);

/** The verdict, after the witness of a yes was put to the matcher and to ajv. */
function decide(pattern: object, schema: object) {
  const dialect = "$schema" in schema && String(schema.$schema).includes("draft-07") ? ajv7 : ajv;
  const validate = dialect.compile(schema);
  const found = satisfiable(pattern, schema, { validate });
  if (found.verdict === "yes") {
    expect(match(compile(pattern), found.witness)).toBe(true);
    expect(validate(found.witness)).toBe(true);
  }
  return found;
}

const thing = {
  type: "object",
  additionalProperties: false,
  required: ["kind"],
  properties: {
    kind: { enum: ["one", "two"] },
    size: { type: "integer", minimum: 1, maximum: 9 },
    at: { type: "string", format: "date-time" },
    code: { type: "string", pattern: "^[A-Z]{3}$" },
    inner: { type: "object", additionalProperties: false, properties: { name: { type: "string", maxLength: 3 } } },
    list: { type: "array", items: { type: "object", properties: { n: { type: "number" } } } },
  },
  if: { properties: { kind: { const: "one" } } },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: { properties: { size: false } },
};

describe("that no event can match is refuted at the condition to blame:", () => {
  test.each([
    ["an unknown field", { sise: [1] }, "/sise", "unknown-field", /no field sise; did you mean size\?/],
    ["a field below a text", { code: { x: ["1"] } }, "/code", "no-member", /not an object/],
    ["a value of another type", { size: ["1"] }, "/size", "wrong-type", /never has a value of such a type/],
    ["a value outside an enum", { kind: ["three"] }, "/kind", "excluded", /enum excludes it/],
    ["a value outside a range", { size: [{ numeric: [">", 9] }] }, "/size", "excluded", /maximum excludes it/],
    ["a value between whole numbers", { size: [1.5] }, "/size", "wrong-type", /./],
    ["a text that a pattern excludes", { code: [{ prefix: "a" }] }, "/code", "excluded", /pattern excludes it/],
    ["a text too long", { inner: { name: ["abcd"] } }, "/inner/name", "excluded", /maxLength excludes it/],
    ["exists on what is no leaf", { inner: [{ exists: true }] }, "/inner", "not-a-leaf", /holds an object/],
    ["a member that must be there", { kind: [{ exists: false }] }, "/kind", "excluded", /required/],
    ["a text that no date spells", { at: ["yesterday"] }, "/at", "excluded", /format excludes it/],
  ])("%s", (_, pattern, pointer, kind, message) => {
    const found = decide(pattern, thing);
    expect(found).toMatchObject({ verdict: "no" });
    const [reason] = found.verdict === "no" ? found.reasons : [];
    expect(reason?.pointer.startsWith(pointer)).toBe(true);
    expect(reason).toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  test("conditions that exclude each other, both named", () => {
    const found = decide({ kind: ["one"], size: [{ exists: true }], code: ["ABC"] }, thing);
    expect(found).toMatchObject({ verdict: "no", reasons: [{ kind: "contradiction", message: /kind .* size/ }] });
    const [reason] = found.verdict === "no" ? found.reasons : [];
    expect(new Set([reason?.pointer, ...(reason?.others ?? [])])).toEqual(new Set(["/kind", "/size"]));
  });

  test("every alternative of $or, each with its reason", () => {
    const found = decide({ $or: [{ kind: ["three"] }, { code: ["a"] }] }, thing);
    expect(found.verdict === "no" && found.reasons.map(({ pointer }) => pointer)).toEqual([
      "/$or/0/kind",
      "/$or/1/code",
    ]);
  });

  test("a schema that allows nothing", () => {
    expect(decide({ a: [1] }, { type: "object", required: ["a"], properties: { a: false } })).toMatchObject({
      verdict: "no",
      reasons: [{ kind: "empty" }],
    });
  });
});

describe("an event is found that matches", () => {
  const formats = ["date-time", "date", "time", "uuid", "email", "hostname", "ipv4", "ipv6", "uri"];
  test.each(formats)("a text in the format %s", format => {
    const schema = { type: "object", required: ["a"], properties: { a: { type: "string", format } } };
    expect(decide({ a: [{ exists: true }] }, schema)).toMatchObject({ verdict: "yes" });
    expect(decide({ a: [{ "anything-but": ["x"] }] }, schema)).toMatchObject({ verdict: "yes" });
  });

  test("the keywords of draft-07: definitions, a list of items, dependencies", () => {
    const schema = {
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      definitions: { code: { type: "string", pattern: "^[a-c]+$" } },
      properties: {
        pair: { type: "array", items: [{ $ref: "#/definitions/code" }, { type: "number" }], additionalItems: false },
        code: { $ref: "#/definitions/code" },
      },
      dependencies: { code: ["pair"] },
      additionalProperties: false,
    };
    expect(decide({ pair: ["abc"] }, schema)).toMatchObject({ verdict: "yes" });
    expect(decide({ pair: ["abd"] }, schema)).toMatchObject({ verdict: "no" });
    expect(decide({ code: ["abc"] }, schema)).toMatchObject({ verdict: "yes", witness: { pair: expect.anything() } });
    expect(decide({ code: ["abd"] }, schema)).toMatchObject({ verdict: "no", reasons: [{ pointer: "/code" }] });
  });

  test("a condition in each of several elements of a list", () => {
    expect(decide({ list: { n: [{ numeric: [">", 3, "<", 4] }] }, kind: ["two"] }, thing)).toMatchObject({
      verdict: "yes",
    });
  });
});

test("what a validator takes beside the specification is not refuted: an empty array beside a tuple, for contains", () => {
  const list = { type: "array", prefixItems: [{ type: "string" }], contains: { type: "string" } };
  const schema = { type: "object", required: ["list"], properties: { list: { ...list, maxItems: 0 } } };
  expect(decide({ a: [{ exists: false }] }, schema).verdict).not.toBe("no");
  expect(decide({ list: ["x"] }, { ...schema, properties: { list } })).toMatchObject({ verdict: "yes" });
});

test("an unknown verdict names the keyword in the way", () => {
  const schema = {
    type: "object",
    required: ["a"],
    properties: { a: { type: "string", pattern: "^(?=a)(?!ab).+(?<!c)$" } },
  };
  expect(decide({ a: [{ prefix: "ab" }] }, schema)).toMatchObject({
    verdict: "unknown",
    keyword: "pattern",
    pointer: "/properties/a/pattern",
  });
});

test("a validator that knows better overrules: its refusal is never passed off as yes", () => {
  const schema = { type: "object", properties: { a: { type: "string" } } };
  expect(satisfiable({ a: ["x"] }, schema, { validate: () => false }).verdict).toBe("unknown");
});

test("a pattern that EventBridge refuses throws", () => {
  expect(() => decide({ a: [] }, thing)).toThrow(PatternError);
});
