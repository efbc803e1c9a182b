import type { JsonSchema } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";

const one = new Set([
  "additionalItems",
  "additionalProperties",
  "contains",
  "contentSchema",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);
const list = new Set(["allOf", "anyOf", "oneOf", "prefixItems", "items"]);
const map = new Set(["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"]);

/** Every direct subschema of a schema, with its JSON Pointer below it. `const`, `enum` and `examples` hold no schemas. */
export function* subschemas(schema: JsonSchema): Generator<{ path: readonly string[]; schema: JsonSchema }> {
  for (const [keyword, value] of Object.entries(schema)) {
    if (one.has(keyword) && isObject(value)) yield { path: [keyword], schema: value };
    else if (list.has(keyword) && Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (isObject(item)) yield { path: [keyword, String(index)], schema: item };
      }
    } else if (map.has(keyword) && isObject(value)) {
      for (const [name, item] of Object.entries(value))
        if (isObject(item)) yield { path: [keyword, name], schema: item };
    }
  }
}

/** A schema and all that is inside it, each with its path. */
export function schemasIn(
  schema: JsonSchema,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly schema: JsonSchema }[] {
  const inner = [...subschemas(schema)].flatMap(each => schemasIn(each.schema, [...path, ...each.path]));
  return [{ path, schema }, ...inner];
}

/** The schema with every direct subschema replaced; the keyword it stands under, and its name or index there, are told. */
export function mapSubschemas(
  schema: JsonSchema,
  replace: (schema: JsonSchema, keyword: string, key: string) => JsonSchema,
): JsonSchema {
  const swap = (value: unknown, keyword: string, key: string) =>
    isObject(value) ? replace(value, keyword, key) : value;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (list.has(keyword) && Array.isArray(value)) {
        return [keyword, value.map((item, index) => swap(item, keyword, String(index)))];
      }
      if (one.has(keyword)) return [keyword, swap(value, keyword, "")];
      if (map.has(keyword) && isObject(value)) {
        const entries = Object.entries(value).map(([name, item]) => [name, swap(item, keyword, name)]);
        return [keyword, Object.fromEntries(entries)];
      }
      return [keyword, value];
    }),
  );
}
