import type { Ajv, ValidateFunction } from "ajv";
import { ajvFor } from "../ajv-dialect.ts";
import type { SchemaFile } from "../contract-model.ts";
import { deriveSchema } from "../derive-schema.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { schemaSet } from "../schema-closure.ts";
import { type CompiledSchema, checkSchemaReferences, compileSchema } from "./compile-schema.ts";

/** Compiles each of some schemas at most once. */
export interface SchemaCompiler {
  /** Why a schema cannot be compiled strictly; empty when it can. */
  findings(file: SchemaFile): readonly Diagnostic[];
  /** Its strict validator, which collects all errors; undefined when it cannot be compiled. */
  validator(file: SchemaFile): ValidateFunction | undefined;
}

/**
 * A compiler of schemas that refer to one another. All of a dialect share one ajv, which compiles what they have in
 * common once; one that it refuses is compiled again by itself, to find the places.
 */
export function createSchemaCompiler(files: readonly SchemaFile[]): SchemaCompiler {
  const all = schemaSet(files);
  const shared = new Map<string, Ajv | undefined>();
  const compiled = new Map<SchemaFile, CompiledSchema>();

  const compile = (file: SchemaFile): CompiledSchema => {
    const known = compiled.get(file);
    if (known !== undefined) return known;
    const missing = checkSchemaReferences(file, all);
    const validate = missing.length > 0 ? undefined : compiledWithOthers(file);
    const outcome = validate === undefined ? compileSchema(file, all) : { validate, findings: [] };
    compiled.set(file, outcome);
    return outcome;
  };
  return { findings: file => compile(file).findings, validator: file => compile(file).validate };

  function compiledWithOthers(file: SchemaFile): ValidateFunction | undefined {
    try {
      const ajv = ajvOf(file);
      return ajv?.validateSchema(file.schema) === true ? ajv.getSchema(file.id) : undefined;
    } catch {
      return undefined; // Compiled by itself, it says why.
    }
  }

  function ajvOf({ schema }: SchemaFile): Ajv | undefined {
    const dialect = String(schema.$schema);
    if (shared.has(dialect)) return shared.get(dialect);
    const ajv = ajvFor(schema, { allErrors: true, inlineRefs: false, code: { optimize: false } });
    shared.set(dialect, ajv);
    // A keyword that only ajv's costlier mode understands decides for all that share it.
    if (ajv !== undefined)
      ajv.opts.unevaluated = /"(?:unevaluated\w+|\$dynamicRef)":/.test(JSON.stringify([...all.values()]));
    for (const [id, other] of all) ajv?.addSchema(deriveSchema(other, id, all, false), id, false, false);
    return ajv;
  }
}
