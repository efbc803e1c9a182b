import type { JsonSchema, SchemaFile } from "../source/contract-model.ts";
import { subschemas } from "./schema-positions.ts";
import { resolveReference, type SchemaSet } from "./schema-reference.ts";

/** All schemas by `$id`. */
export const schemaSet = (files: readonly SchemaFile[]): SchemaSet =>
  new Map(files.map(({ id, schema }) => [id, schema]));

/** A schema and every other that it needs, by `$id`, in the order met. */
export function schemaClosure(id: string, all: SchemaSet): SchemaSet {
  const found = new Map<string, JsonSchema>();
  const add = (base: string) => {
    const schema = all.get(base);
    if (schema === undefined || found.has(base)) return;
    found.set(base, schema);
    for (const ref of references(schema)) add(resolveReference(all, base, ref)?.base ?? base);
  };
  add(id);
  return found;
}

const known = new WeakMap<JsonSchema, readonly string[]>();

/** Every `$ref` in a schema; schemas are never changed, so each is searched once. */
function references(schema: JsonSchema): readonly string[] {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const found: string[] = [];
  const visit = (here: JsonSchema) => {
    if (typeof here.$ref === "string") found.push(here.$ref);
    for (const inner of subschemas(here)) visit(inner.schema);
  };
  visit(schema);
  known.set(schema, found);
  return found;
}
