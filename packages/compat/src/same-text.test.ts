import { expect, test } from "vitest";
import { haveSameText } from "./same-text.ts";

const version = (schema: unknown, others: Record<string, unknown> = {}) => ({
  name: "a",
  schema,
  others: new Map(Object.entries(others)),
});

test("texts for people and the order of keywords make no difference", () => {
  const before = { title: "A", type: "object", properties: { title: { type: "string", examples: ["a"] } } };
  const after = { properties: { title: { description: "b", default: "", type: "string" } }, type: "object" };
  expect(haveSameText(version(before), version(after))).toBe(true);
});

test.each([
  ["a property named like a text", { properties: { title: { type: "string" } } }, { properties: {} }],
  ["data", { const: { title: "a" } }, { const: { title: "b" } }],
  [
    "an example that is referred to",
    { $ref: "#/examples/0", examples: [true] },
    { $ref: "#/examples/0", examples: [false] },
  ],
  [
    "an example that a reference spells otherwise",
    { $ref: "#/%65xamples/0", examples: [true] },
    { $ref: "#/%65xamples/0", examples: [false] },
  ],
  [
    "a default that a dynamic reference leads to",
    { $dynamicRef: "#/default", default: true },
    { $dynamicRef: "#/default", default: false },
  ],
  ["a number beyond all", { const: Number("1e400") }, { const: null }],
])("%s does", (_what, before, after) => {
  expect(haveSameText(version(before), version(after))).toBe(false);
});

test("so does another document", () => {
  expect(haveSameText(version({ $ref: "b" }, { b: true }), version({ $ref: "b" }, { b: false }))).toBe(false);
});
