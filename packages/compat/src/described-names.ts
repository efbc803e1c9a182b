import { isObject } from "@tributary/contract-tools/json-pointer";
import type { SchemaDocuments, SchemaPlace } from "./schema-documents.ts";

/**
 * The names that a schema only requires, when it or what stands in place under it describes properties; undefined when
 * nothing does: then it is a map, or not about objects, and any property may be produced.
 */
export function describedNames(place: SchemaPlace, documents: SchemaDocuments): string[] | undefined {
  const required = new Set<string>();
  const seen = new Set<unknown>();
  let describes = false;
  const visit = (here: SchemaPlace): void => {
    const { schema } = here;
    if (!isObject(schema) || seen.has(schema)) return;
    seen.add(schema);
    if (isObject(schema.properties) || isObject(schema.patternProperties)) describes = true;
    for (const name of Array.isArray(schema.required) ? schema.required : []) required.add(String(name));
    if (typeof schema.$ref === "string") {
      const target = documents.resolve(here, schema.$ref);
      if (target !== undefined) visit(target);
    }
    for (const keyword of ["allOf", "anyOf", "oneOf"]) {
      const list = schema[keyword];
      if (Array.isArray(list)) for (const index of list.keys()) visit(documents.below(here, [keyword, index]));
    }
    for (const keyword of ["then", "else"]) if (isObject(schema[keyword])) visit(documents.below(here, [keyword]));
    for (const keyword of ["dependentSchemas", "dependencies"]) {
      const map = schema[keyword];
      if (isObject(map)) for (const name of Object.keys(map)) visit(documents.below(here, [keyword, name]));
    }
  };
  visit(place);
  return describes ? [...required] : undefined;
}
