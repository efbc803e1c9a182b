import type { SchemaFile } from "../contract-model.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { schemaSet } from "../schema-closure.ts";
import { compileSchema } from "./compile-schema.ts";
import { finding } from "./finding.ts";

/** Whether every schema has an id of its own, is of a known dialect, refers only to what exists, and compiles with ajv in strict mode. */
export function checkSchemas(files: readonly SchemaFile[]): Diagnostic[] {
  const all = schemaSet(files);
  return files.flatMap((file, index) => {
    const twin = files.slice(0, index).find(({ id }) => id === file.id);
    if (twin === undefined) return compileSchema(file, all).findings;
    return [finding("schema-id-duplicate", file.source, "/$id", `has the same $id as ${twin.source.path}`)];
  });
}
