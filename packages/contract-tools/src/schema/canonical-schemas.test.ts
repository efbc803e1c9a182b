import { expect, test } from "vitest";
import type { JsonSchema } from "../source/contract-model.ts";
import { parseSourceFile } from "../source/source-file.ts";
import { canonicalSchemas } from "./canonical-schemas.ts";

const $schema = "https://json-schema.org/draft/2020-12/schema";
const old = "http://json-schema.org/draft-07/schema#";

/** Canonical forms by file name, as check reads them. */
function canonical(files: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  const stated = Object.entries(files).map(([name, schema]) => {
    const source = parseSourceFile(`schemas/${name}`, JSON.stringify({ $schema, ...schema }));
    return { source, value: source.value as JsonSchema, $id: String(schema.$id) };
  });
  const made = canonicalSchemas(stated);
  return Object.fromEntries(made.map(({ schema }, index) => [Object.keys(files)[index]!, schema]));
}

test("a canonical schema stays the same object", () => {
  const value = { $schema, $id: "https://example.com/a.json", $ref: "b.json#/$defs/x" };
  const source = parseSourceFile("a.json", "{}");
  const b = { $schema, $id: "https://example.com/b.json", $defs: { x: { type: "string" } } };
  const [first] = canonicalSchemas([value, b].map(each => ({ source, value: each, $id: each.$id })));
  expect(first?.schema).toBe(value);
});

test("relative ids start from the folder, and references by them or by the file lead there", () => {
  const made = canonical({
    "a.json": { $id: "ids/first.json", properties: { b: { $ref: "second.json" }, c: { $ref: "c.json#/$defs/x" } } },
    "b.json": { $id: "/schemas/ids/second.json", $ref: "./first.json" },
    "c.json": { $id: "https://example.com/elsewhere.json", $defs: { x: true, y: { $ref: "#/$defs/x" } } },
  });
  expect(made["a.json"]).toMatchObject({
    $id: "contracts:/schemas/ids/first.json",
    properties: { b: { $ref: "second.json" }, c: { $ref: "https://example.com/elsewhere.json#/$defs/x" } },
  });
  expect(made["b.json"]).toMatchObject({ $id: "contracts:/schemas/ids/second.json", $ref: "./first.json" });
});

test("anchors, and ids within a schema, become pointers; the references below such an id start from it", () => {
  const inner = { $id: "inner/", $anchor: "top", items: { $ref: "#/$defs/word" }, $defs: { word: { $anchor: "w" } } };
  const { "a.json": made } = canonical({
    "a.json": {
      $id: "https://example.com/a.json",
      $ref: "#here",
      properties: { x: { $ref: "inner/#w" }, y: { $ref: "inner/#top" }, z: { $ref: "#w" } },
      $defs: { "ü/~": { $anchor: "here" }, inner },
    },
  });
  expect(made).toMatchObject({
    $ref: "#/$defs/%C3%BC~1~0",
    properties: {
      x: { $ref: "#/$defs/inner/$defs/word" },
      y: { $ref: "#/$defs/inner" },
      // No such anchor is outside the inner one.
      z: { $ref: "#w" },
    },
    $defs: { inner: { items: { $ref: "#/$defs/inner/$defs/word" } } },
  });
  expect((made!.$defs as Record<string, unknown>).inner).not.toHaveProperty("$id");
});

test("an $id that generators repeat everywhere does not count", () => {
  const { "a.json": made } = canonical({
    "a.json": {
      $id: "https://example.com/a.json",
      $schema: old,
      properties: { x: { $id: "#/properties/x" }, y: { $id: "#y" } },
      items: { $ref: "#y" },
    },
  });
  expect(made).toMatchObject({ properties: { x: {}, y: {} }, items: { $ref: "#/properties/y" } });
});

test("a dynamic reference that can lead to one place only leads there, and any other stays", () => {
  const tree = { $id: "https://example.com/tree.json", $dynamicAnchor: "node", items: { $dynamicRef: "#node" } };
  expect(canonical({ "tree.json": tree })["tree.json"]).toMatchObject({ items: { $ref: "#" } });
  const strict = { $id: "https://example.com/strict.json", $dynamicAnchor: "node", $ref: "tree.json" };
  expect(canonical({ "tree.json": tree, "strict.json": strict })["tree.json"]).toMatchObject({
    items: { $dynamicRef: "#node" },
  });
});

test("draft-07 among others in 2020-12 becomes that, unless it has a list under items", () => {
  const user = { $id: "https://example.com/user.json", allOf: [{ $ref: "a.json" }, { $ref: "b.json" }] };
  const made = canonical({
    "user.json": user,
    "a.json": { $id: "https://example.com/a.json", $schema: old, type: "string" },
    "b.json": { $id: "https://example.com/b.json", $schema: old, items: [true] },
    "alone.json": { $id: "https://example.com/alone.json", $schema: old, type: "string" },
  });
  expect(Object.values(made).map(each => each.$schema)).toEqual([$schema, $schema, old, old]);
});
