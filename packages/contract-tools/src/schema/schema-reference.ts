import { resolveRef } from "@tributary/event-pattern/reference";
import type { JsonSchema } from "../source/contract-model.ts";
import { isObject } from "../source/json-pointer.ts";

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
  const target = resolveRef(schemas, base, ref);
  return isObject(target?.schema) ? { schema: target.schema, base: target.base, pointer: target.pointer } : undefined;
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
