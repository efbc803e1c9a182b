import type { JsonSchema, SchemaFile } from "./contract-model.ts";
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
    visit(schema, base);
  };
  const visit = (schema: JsonSchema, base: string) => {
    if (typeof schema.$ref === "string") add(resolveReference(all, base, schema.$ref)?.base ?? base);
    for (const inner of subschemas(schema)) visit(inner.schema, base);
  };
  add(id);
  return found;
}
