import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonSchema } from "../source/contract-model.ts";
import { contractFormats } from "./contract-formats.ts";
import { worstCaseSize } from "./worst-case-size.ts";

const size = (schema: JsonSchema) => worstCaseSize(schema, "s", new Map([["s", schema]]));
const closed = (properties: Readonly<Record<string, JsonSchema>>) => ({
  type: "object",
  properties,
  additionalProperties: false,
});

/** A schema without references, and a value that it admits, both drawn together. */
const drawn = fc.letrec<{ node: readonly [JsonSchema, unknown] }>(tie => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: "binary", maxLength: 6 }).map(text => [{ type: "string", maxLength: 6 }, text] as const),
    fc.integer().map(number => [{ type: "integer" }, number] as const),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(number => [{ type: "number" }, number] as const),
    fc.constantFrom("a", 'quoted "', null, 12).map(value => [{ enum: ["a", 'quoted "', null, 12] }, value] as const),
    fc
      .tuple(tie("node"), fc.nat({ max: 4 }))
      .map(
        ([[items, value], count]) =>
          [{ type: "array", maxItems: 4, items }, Array.from({ length: count }, () => value)] as const,
      ),
    fc
      .tuple(tie("node"), tie("node"))
      .map(([[a, one], [b, other]]) => [closed({ a, "ü b": b }), { a: one, "ü b": other }] as const),
  ),
}));

test("no value that a schema allows is larger than its worst case", () => {
  fc.assert(
    fc.property(drawn.node, ([schema, value]) => {
      expect(Buffer.byteLength(JSON.stringify(value))).toBeLessThanOrEqual(size(schema));
    }),
  );
});

test.each([
  ["uuid", "urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e"],
  ["ipv6", "0000:0000:0000:0000:0000:ffff:255.255.255.255"],
  ["date-time", "2026-01-02\u202803:04:05.123456789012345+01:00"],
  ["time", "03:04:05.1234567890123456789012345678901Z"],
])("nor does the longest text of the format %s, which validators take", (format, text) => {
  const takes = contractFormats[format];
  expect(typeof takes === "function" ? takes(text) : takes?.test(text)).toBe(true);
  const schema = { type: "string", format, maxLength: text.length };
  expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThanOrEqual(size(schema));
});

test.each<[string, JsonSchema]>([
  ["a time, whose fraction has no end", { type: "string", format: "date-time" }],
  ["a text without a length", { type: "string" }],
  ["an array without a count", { type: "array", items: { type: "null" } }],
  ["an open object", { type: "object", properties: {} }],
  ["a value without a type", {}],
  ["a schema that contains itself", closed({ next: { $ref: "#" } })],
])("%s has no worst case", (_what, schema) => {
  expect(size(schema)).toBe(Number.POSITIVE_INFINITY);
});

test("of alternatives the largest counts, of conditions together the smallest", () => {
  const variants = [
    { type: "string", maxLength: 1 },
    { type: "string", maxLength: 9 },
  ];
  expect(size({ type: "string", oneOf: variants })).toBe(56);
  expect(size({ type: "string", allOf: variants })).toBe(8);
});

test("a repeatedly referenced schema is measured once", () => {
  const twice = (next: string) => closed({ a: { $ref: next }, b: { $ref: next } });
  const links = Array.from({ length: 60 }, (_, at) => [`l${at}`, twice(`#/$defs/l${at + 1}`)] as const);
  const chain = { ...twice("#/$defs/l0"), $defs: { ...Object.fromEntries(links), l60: { const: 1 } } };
  expect(size(chain)).toBeGreaterThan(2 ** 60);
});
