import type { SchemaFile } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { checkDynamicReferences } from "./check-dynamic-references.ts";
import { finding } from "./finding.ts";
import type { SchemaCompiler } from "./schema-compiler.ts";

/** Whether every schema has an id of its own, is of a known dialect, refers only to what exists, and compiles with ajv in strict mode. */
export function checkSchemas(files: readonly SchemaFile[], compiler: SchemaCompiler): Diagnostic[] {
  const first = new Map<string, SchemaFile>();
  return files.flatMap(file => {
    const twin = first.get(file.id);
    if (twin === undefined) {
      first.set(file.id, file);
      return [...checkDynamicReferences(file), ...compiler.findings(file)];
    }
    return [finding("schema-id-duplicate", file.source, "/$id", `has the same $id as ${twin.source.path}`)];
  });
}
