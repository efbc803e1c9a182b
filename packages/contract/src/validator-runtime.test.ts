import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codePoints, equal, explainer, formats, redactor, validators } from "./validator-runtime.js";

test("a text's length is counted in code points", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), text => {
      expect(codePoints(text)).toBe([...text].length);
    }),
  );
  expect(codePoints("\ud83d")).toBe(1);
});

test("JSON values are equal when they are deeply so, whatever the order of keys", () => {
  const value = fc.jsonValue().map(each => JSON.parse(JSON.stringify(each)) as unknown);
  fc.assert(
    fc.property(value, value, (left, right) => {
      expect(equal(left, structuredClone(left))).toBe(true);
      expect(equal(left, right)).toBe(isDeepStrictEqual(left, right));
    }),
  );
  expect(equal({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  expect(equal({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  expect(equal([1], { 0: 1 })).toBe(false);
  expect(equal(null, {})).toBe(false);
});

test("formats know leap days, leap seconds and offsets", () => {
  expect(formats["date-time"]("2024-02-29T23:59:60Z")).toBe(true);
  expect(formats["date-time"]("2023-02-29T00:00:00Z")).toBe(false);
  expect(formats["date-time"]("2026-01-01T00:59:60+01:00")).toBe(true);
  expect(formats["date-time"]("2026-01-01T00:59:60Z")).toBe(false);
  expect(formats["date-time"]("2026-01-01T00:00:00")).toBe(false);
});

describe("a redactor", () => {
  const classes = [
    { pointer: "/id", class: "none" },
    { pointer: "/name", class: "phi" },
    { pointer: "/phones/*/number", class: "pii" },
    { pointer: "/phones/*/use", class: "none" },
    { pointer: "/notes/*", class: "none" },
    { pointer: "/a~1b", class: "none" },
  ];
  const redact = redactor(classes);

  test("shows fields of class none, and only the class of the others", () => {
    const detail = { id: "e-1", name: "Ada", phones: [{ number: "030", use: "home" }], notes: { Ada: 1 }, "a/b": true };
    expect(redact(detail)).toEqual({
      id: "e-1",
      name: "[phi]",
      phones: [{ number: "[pii]", use: "home" }],
      notes: [1],
      "a/b": true,
    });
  });

  test("omits fields that the contract does not have", () => {
    expect(redact({ id: 1, nickname: "Ada", phones: [{ extension: "030" }] })).toEqual({ id: 1, phones: [{}] });
    expect(redact("Ada")).toBe("[unclassified]");
  });

  test("never shows a value or a key that no field of class none holds", () => {
    const secret = fc.string({ minLength: 1 }).map(text => `secret ${text}`);
    const value = fc.letrec<{ node: unknown }>(tie => ({
      node: fc.oneof(
        { maxDepth: 4 },
        secret,
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(fc.oneof(secret, fc.constantFrom("name", "phones", "number")), tie("node"), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(value, each => {
        expect(JSON.stringify(redact(each))).not.toContain("secret");
      }),
    );
  });
});

describe("a key of a map, which may be a patient's number", () => {
  const inner = { type: "object", properties: { age: { type: "number" } }, additionalProperties: false };
  const value = { patients: { "123-45-6789": { age: "x" } } };
  test.each([
    ["additionalProperties", { additionalProperties: inner }, "/patients/*/age", "/patients/123-45-6789/age"],
    [
      "patternProperties",
      { patternProperties: { "^[0-9-]+$": inner } },
      "/patients/*/age",
      "/patients/123-45-6789/age",
    ],
    ["unevaluatedProperties", { unevaluatedProperties: inner }, "/patients/*/age", "/patients/123-45-6789/age"],
    ["propertyNames", { propertyNames: { pattern: "^[a-z]+$" } }, "/patients/*", "/patients/123-45-6789"],
  ])("is not told where %s describes it, but to the value's owner", (_, map, told, pointer) => {
    const definitions = { Root: { type: "object", properties: { patients: { type: "object", ...map } } } };
    const { strict, tolerant } = validators(definitions, "Root", () => false);
    for (const validate of [strict, tolerant])
      expect(validate(value)).toMatchObject({ valid: false, violations: [{ pointer: told }] });
    expect(explainer(definitions, "Root")(value)).toMatchObject([{ pointer, told }]);
  });
});
