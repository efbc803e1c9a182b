import type { Explain } from "../emit/explain-by.ts";
import { dialectOf, supportedDialects } from "../schema/dialects.ts";
import { schemaClosure, schemaSet } from "../schema/schema-closure.ts";
import type { SchemaSet } from "../schema/schema-reference.ts";
import type { SchemaFile } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import type { Memory } from "./check-cache.ts";
import { type CompiledSchema, compileSchema } from "./compile-schema.ts";
import { finding } from "./finding.ts";

/** Compiles each of some schemas at most once, to what is generated from it. */
export interface SchemaCompiler {
  /** What is wrong with a schema; without an error among it, it can be compiled. */
  findings(file: SchemaFile): readonly Diagnostic[];
  /** Everything that is wrong with a value, strictly; undefined when the schema cannot be compiled. */
  explain(file: SchemaFile): Explain | undefined;
}

/** A compiler of schemas that refer to one another. */
export function createSchemaCompiler(files: readonly SchemaFile[], memory: Memory): SchemaCompiler {
  const all = schemaSet(files);
  const once = new Map<SchemaFile, CompiledSchema>();
  const compiled = (file: SchemaFile): CompiledSchema => {
    const known = once.get(file);
    if (known !== undefined) return known;
    const needed = schemaClosure(file.id, all);
    const made = memory.keep("compiled", file.source, [...needed.values()], () => {
      const foreign = otherDialects(file, needed);
      return foreign.length > 0 ? { findings: foreign } : compileSchema(file, needed);
    });
    once.set(file, made);
    return made;
  };
  return { findings: file => compiled(file).findings, explain: file => compiled(file).explain };
}

/** What a schema refers to is read by the rules of its own dialect: in another it would mean something else. */
function otherDialects({ schema, source }: SchemaFile, needed: SchemaSet): Diagnostic[] {
  const fix = "write prefixItems for a list under items, and state 2020-12 in all";
  return [...needed].flatMap(([id, each]) => {
    const dialects = [dialectOf(schema), dialectOf(each)];
    // One that is not supported is a finding of its own.
    if (new Set(dialects).size === 1 || !dialects.every(one => supportedDialects.includes(one))) return [];
    return [finding("schema-dialect", source, "/$schema", `refers to ${id}, which has another dialect`, { fix })];
  });
}
