import { describe, expect, test } from "vitest";
import type { JsonSchema, SchemaFile } from "../source/contract-model.ts";
import { noMemory } from "./check-cache.ts";
import { checkDynamicReferences } from "./check-dynamic-references.ts";
import { checkReferenceSiblings } from "./check-reference-siblings.ts";
import { checkSchemas } from "./check-schemas.ts";
import { createSchemaCompiler } from "./schema-compiler.ts";

const file = (schema: JsonSchema) =>
  ({
    id: "https://a.example/a.json",
    schema: { $id: "https://a.example/a.json", ...schema },
    source: { path: "a.json", at: (pointer: string) => ({ line: 1, column: pointer.length + 1 }) },
  }) as unknown as SchemaFile;
const draft7 = { $schema: "http://json-schema.org/draft-07/schema#" };
const new2020 = { $schema: "https://json-schema.org/draft/2020-12/schema" };
const found = (list: readonly { rule: string; severity: string; pointer?: string }[]) =>
  list.map(({ rule, severity, pointer }) => `${severity} ${rule} ${pointer}`);

describe("dynamic references", () => {
  const list = (keyword: string) => ({
    ...new2020,
    $ref: "#/$defs/list",
    $defs: { list: { type: "array", items: { [keyword]: "#T" } }, T: { $dynamicAnchor: "T", type: "string" } },
  });
  test.each(["$dynamicRef", "$recursiveRef"])("%s is an error at its place", keyword => {
    expect(found(checkDynamicReferences(file(list(keyword))))).toEqual([
      `error schema-reference-dynamic /$defs/list/items/${keyword}`,
    ]);
  });
  test("is found where all schemas are checked", () => {
    const one = file(list("$dynamicRef"));
    const rules = checkSchemas([one], createSchemaCompiler([one], noMemory)).map(({ rule }) => rule);
    expect(rules).toContain("schema-reference-dynamic");
  });
  test("a property or a value of that name is not one", () => {
    const schema = { ...new2020, properties: { $dynamicRef: { const: { $dynamicRef: "#a" } } } };
    expect(checkDynamicReferences(file(schema))).toEqual([]);
  });
});

describe("siblings of $ref", () => {
  const beside = (more: object) => ({
    properties: { a: { $ref: "#/definitions/d", ...more } },
    definitions: { d: {} },
  });
  test.each([{ type: "object" }, { maxLength: 3, "x-a": 1 }, { allOf: [true] }])(
    "%j is a warning in draft-07",
    more => {
      expect(found(checkReferenceSiblings(file({ ...draft7, ...beside(more) })))).toEqual([
        "warning schema-reference-siblings /properties/a/$ref",
      ]);
    },
  );
  test.each([{}, { title: "A", description: "b", "x-data-classification": "phi" }, { definitions: {} }])(
    "%j is none",
    more => {
      expect(checkReferenceSiblings(file({ ...draft7, ...beside(more) }))).toEqual([]);
    },
  );
  test("counts in 2020-12, and so is none there", () => {
    expect(checkReferenceSiblings(file({ ...new2020, ...beside({ type: "object" }) }))).toEqual([]);
  });
});
