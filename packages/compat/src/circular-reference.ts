import { isObject } from "@tributary/contract-tools/json-pointer";
import type { SchemaDocuments, SchemaPlace } from "./schema-documents.ts";

const single = ["not", "if", "then", "else"];
const lists = ["allOf", "anyOf", "oneOf"];
const maps = ["dependentSchemas", "dependencies"];

/** The JSON Pointer where a schema refers to itself for the same value, without end; undefined if nowhere. */
export function circularReference(documents: SchemaDocuments): string | undefined {
  const done = new Set<unknown>();
  const open = new Set<unknown>();
  const met = new Set<unknown>();
  const pending: SchemaPlace[] = [documents.root];

  const circularFrom = (place: SchemaPlace): string | undefined => {
    const { schema } = place;
    if (!isObject(schema) || done.has(schema)) return undefined;
    if (open.has(schema)) return place.pointer;
    open.add(schema);
    for (const inner of inPlace(place, documents)) {
      const found = circularFrom(inner);
      if (found !== undefined) return found;
    }
    open.delete(schema);
    done.add(schema);
    return undefined;
  };

  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { schema } = place;
    if (typeof schema !== "object" || schema === null || met.has(schema)) continue;
    met.add(schema);
    const found = circularFrom(place);
    if (found !== undefined) return found;
    if (isObject(schema) && typeof schema.$ref === "string") {
      const target = documents.resolve(place, schema.$ref);
      if (target !== undefined) pending.push(target);
    }
    for (const key of Object.keys(schema)) {
      if (!["const", "enum", "examples", "default"].includes(key)) pending.push(documents.below(place, [key]));
    }
  }
  return undefined;
}

/** What is asked of the same value. */
function* inPlace(place: SchemaPlace, documents: SchemaDocuments): Generator<SchemaPlace> {
  const { schema } = place;
  if (!isObject(schema)) return;
  if (typeof schema.$ref === "string") {
    const target = documents.resolve(place, schema.$ref);
    if (target !== undefined) yield target;
  }
  for (const keyword of single) if (isObject(schema[keyword])) yield documents.below(place, [keyword]);
  for (const keyword of lists) {
    const list = schema[keyword];
    if (Array.isArray(list)) for (const index of list.keys()) yield documents.below(place, [keyword, index]);
  }
  for (const keyword of maps) {
    const map = schema[keyword];
    if (isObject(map)) for (const name of Object.keys(map)) yield documents.below(place, [keyword, name]);
  }
}
