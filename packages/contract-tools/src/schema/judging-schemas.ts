import { isObject } from "../source/json-pointer.ts";
import { type Located, resolveReference, type SchemaSet } from "./schema-reference.ts";

/** How many schemas are looked at for one value. */
const MOST = 256;

/** Every schema that may judge the part of a value at a path: alternatives as well, whichever of them the value keeps to. */
export function judgingSchemas(start: Located, path: readonly string[], schemas: SchemaSet): readonly Located[] {
  return path.reduce(
    (here, step) => inPlaceOf(here.flatMap(each => partsOf(each, step)).slice(0, MOST), schemas),
    inPlaceOf([start], schemas),
  );
}

/** Schemas with those that judge the same value as they do. */
function inPlaceOf(starts: readonly Located[], schemas: SchemaSet): readonly Located[] {
  const found: Located[] = [];
  const left = [...starts].reverse();
  for (let here = left.pop(); here !== undefined && found.length < MOST; here = left.pop()) {
    const { schema, base } = here;
    if (found.some(each => each.schema === schema)) continue;
    found.push(here);
    const target = typeof schema.$ref === "string" ? resolveReference(schemas, base, schema.$ref) : undefined;
    if (target !== undefined) left.push(target);
    for (const keyword of ["then", "else", "allOf", "anyOf", "oneOf"])
      for (const part of [schema[keyword]].flat()) if (isObject(part)) left.push({ schema: part, base, pointer: "" });
  }
  return found;
}

/** What a schema says of one field or item. */
function partsOf({ schema, base }: Located, step: string): readonly Located[] {
  const { properties, patternProperties, additionalProperties, prefixItems, items } = schema;
  const own = isObject(properties) && Object.hasOwn(properties, step) ? [properties[step]] : [];
  const patterns = isObject(patternProperties) ? Object.entries(patternProperties) : [];
  const matching = patterns.flatMap(([pattern, part]) => (new RegExp(pattern, "u").test(step) ? [part] : []));
  const named = [...own, ...matching];
  const parts = [...(named.length > 0 ? named : [additionalProperties]), [prefixItems].flat()[Number(step)], items];
  return parts.flatMap(part => (isObject(part) ? [{ schema: part, base, pointer: "" }] : []));
}
