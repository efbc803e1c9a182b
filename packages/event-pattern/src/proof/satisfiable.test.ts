import { expect, test } from "vitest";
import { overlap } from "./overlap.ts";
import { satisfiable } from "./satisfiable.ts";

const names = Array.from({ length: 60 }, (_, i) => `f${i}`);
const maybe = Object.fromEntries(names.map(name => [name, [{ exists: false }, "x"]]));
const closed = { type: "object", additionalProperties: false, properties: { a: { type: "string" } } };
const validate = () => true;

test("decides of many fields that may be absent, though each doubles the ways to match", () => {
  expect(satisfiable(maybe, closed, { validate })).toEqual({ verdict: "yes", witness: {} });
  const open = { type: "object", properties: Object.fromEntries(names.map(name => [name, { const: "y" }])) };
  expect(satisfiable(maybe, open, { validate })).toEqual({ verdict: "yes", witness: {} });
  const never = satisfiable({ ...maybe, a: [1] }, closed, { validate });
  expect(never).toMatchObject({ verdict: "no", reasons: [{ pointer: "/a", kind: "wrong-type" }] });
});

test("is unknown where there are more ways than are tried, never a no", () => {
  const properties = Object.fromEntries(names.map(name => [name, { enum: ["x", "y"] }]));
  // Possible for each field by itself, and for no two together.
  const anyOf = ["f0", "f1"].map(name => ({ required: [name], properties: { [name]: { const: "y" } } }));
  const found = satisfiable(maybe, { type: "object", properties, anyOf }, { validate });
  expect(found.verdict).toBe("unknown");
});

test("overlap ends as well", () => {
  expect(overlap(maybe, { ...maybe, a: ["x"] }, { schema: closed, validate }).verdict).toBe("yes");
});

test("finds an event for one of many operators that are too much together", () => {
  const wildcards = Array.from({ length: 60 }, (_, i) => ({ wildcard: `*${"ab".repeat(10)}${i}*c` }));
  const schema = { type: "object", properties: { a: { type: "string", minLength: 1, maxLength: 64 } } };
  expect(satisfiable({ a: wildcards }, schema, { validate }).verdict).toBe("yes");
});

test("a required property without a name is left to the validator: ajv misses none", () => {
  const unnamed = { ...closed, required: [""] };
  expect(satisfiable({ a: [{ exists: false }] }, unnamed, { validate })).toEqual({ verdict: "yes", witness: {} });
  const refused = satisfiable({ a: [{ exists: false }] }, unnamed, { validate: () => false });
  expect(refused).toMatchObject({ verdict: "unknown", keyword: "required" });
});
