import type { JsonSchema } from "../source/contract-model.ts";
import { isObject, toPointer } from "../source/json-pointer.ts";
import { type Located, resolveReference, type SchemaSet } from "./schema-reference.ts";

/** Keywords whose subschemas judge the same value as the schema they stand in. */
export const inPlace: ReadonlySet<string> = new Set([
  "allOf",
  "anyOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependentSchemas",
  "dependencies",
]);

/** How many schemas are looked at for one value. */
const MOST = 64;

/** A schema with all that a value must obey as well to obey it: what it refers to, and the parts of its `allOf`. */
export function conjuncts(start: Located, schemas: SchemaSet): readonly Located[] {
  const found: Located[] = [];
  const left = [start];
  for (let here = left.pop(); here !== undefined && found.length < MOST; here = left.pop()) {
    const { schema, base, pointer } = here;
    if (found.some(each => each.schema === schema)) continue;
    found.push(here);
    if (typeof schema.$ref === "string") {
      const target = resolveReference(schemas, base, schema.$ref);
      if (target !== undefined) left.push(target);
    }
    for (const [index, part] of (Array.isArray(schema.allOf) ? schema.allOf : []).entries()) {
      if (isObject(part)) left.push({ schema: part, base, pointer: `${pointer}/allOf/${index}` });
    }
  }
  return found;
}

/** Of schemas that a value obeys, what they say of the part of it that a subschema is about: for the same value, themselves. */
export function besidePart(
  around: readonly Located[],
  [keyword = "", name = ""]: readonly string[],
  schemas: SchemaSet,
): readonly Located[] {
  if (inPlace.has(keyword)) return around;
  const parts = around.flatMap(({ schema, base, pointer }) =>
    partOf(schema, keyword, name).flatMap(path => {
      const part = path.reduce<unknown>(
        (value, step) =>
          isObject(value) || Array.isArray(value) ? (value as Readonly<Record<string, unknown>>)[step] : undefined,
        schema,
      );
      return isObject(part) ? [{ schema: part, base, pointer: pointer + toPointer(path) }] : [];
    }),
  );
  return parts
    .slice(0, MOST)
    .flatMap(part => conjuncts(part, schemas))
    .slice(0, MOST);
}

function partOf(schema: JsonSchema, keyword: string, name: string): readonly (readonly string[])[] {
  switch (keyword) {
    case "properties":
      return isObject(schema.properties) && Object.hasOwn(schema.properties, name)
        ? [["properties", name]]
        : [["additionalProperties"]];
    case "additionalProperties":
    case "patternProperties":
    case "unevaluatedProperties":
      return [["additionalProperties"]];
    case "items":
    case "contains":
    case "unevaluatedItems":
      return [["items"]];
    case "prefixItems":
      return [["prefixItems", name], ["items"]];
    default:
      return [];
  }
}

/** Whether a schema says what a value is, not only what it may not be. */
export const describes = (schema: JsonSchema): boolean =>
  ["type", "const", "enum", "properties", "items"].some(keyword => keyword in schema);
