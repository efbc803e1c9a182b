import type { JsonSchema } from "../source/contract-model.ts";
import { isObject, valueAt } from "../source/json-pointer.ts";

/** Schemas by `$id`. */
export type SchemaSet = ReadonlyMap<string, JsonSchema>;

/** A schema, the `$id` that its relative references resolve against, and where below that it stands. */
export interface Located {
  readonly schema: JsonSchema;
  readonly base: string;
  readonly pointer: string;
}

/** The target of a `$ref`, or undefined. Plain JSON Pointer fragments only; no anchors. */
export function resolveReference(schemas: SchemaSet, base: string, ref: string): Located | undefined {
  const [address = "", fragment = ""] = ref.split("#");
  const id = address === "" ? base : URL.canParse(address, base) ? new URL(address, base).href : address;
  const pointer = decoded(fragment);
  if (pointer === undefined || !/^(?:\/|$)/.test(pointer)) return undefined;
  const target = valueAt(schemas.get(id), pointer);
  return isObject(target) ? { schema: target, base: id, pointer } : undefined;
}

/** Undefined for a fragment with stray percent signs. */
function decoded(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

/** The schema behind any chain of `$ref`s; a circular chain ends where it closes. */
export function dereference(schemas: SchemaSet, start: Located): Located {
  const seen = new Set<JsonSchema>();
  let here = start;
  while (typeof here.schema.$ref === "string" && !seen.has(here.schema)) {
    seen.add(here.schema);
    const next = resolveReference(schemas, here.base, here.schema.$ref);
    if (next === undefined) return here;
    here = next;
  }
  return here;
}
