import type { Ajv, ValidateFunction } from "ajv";
import { ajvFor } from "../ajv-dialect.ts";
import type { SchemaFile } from "../contract-model.ts";
import { deriveSchema } from "../derive-schema.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Memory } from "../memory.ts";
import { plainContract } from "../plain-contract.ts";
import { schemaClosure, schemaSet } from "../schema-closure.ts";
import type { SchemaSet } from "../schema-reference.ts";
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
export function createSchemaCompiler(files: readonly SchemaFile[], memory: Memory): SchemaCompiler {
  const all = schemaSet(files);
  const groups = new Map<string, Group>();
  const once = new Map<SchemaFile, CompiledSchema>();

  const compile = (file: SchemaFile): CompiledSchema => {
    const needed = schemaClosure(file.id, all);
    return memory.keep("compiled", file.source, [...needed.values()], () => {
      if (plainContract(file.id, "Detail", needed) !== undefined) return compiledWhenAsked(file, needed);
      const missing = checkSchemaReferences(file, all);
      const validate = missing.length > 0 ? undefined : compiledWithOthers(file, needed);
      return validate === undefined ? compileSchema(file, needed) : { validate, findings: [] };
    });
  };
  const compiled = (file: SchemaFile): CompiledSchema => {
    const known = once.get(file) ?? compile(file);
    once.set(file, known);
    return known;
  };
  return { findings: file => compiled(file).findings, validator: file => compiled(file).validate };

  function compiledWithOthers(file: SchemaFile, needed: SchemaSet): ValidateFunction | undefined {
    try {
      const { ajv, added } = groupOf(file, needed);
      if (ajv?.validateSchema(file.schema) !== true) return undefined;
      for (const [id, schema] of needed) {
        if (!added.has(id)) ajv.addSchema(deriveSchema(schema, id, all, false), id, false, false);
        added.add(id);
      }
      return ajv.getSchema(file.id);
    } catch {
      return undefined; // Compiled by itself, it says why.
    }
  }

  /** What is plain, ajv accepts (a property test says so): it compiles only where something is to be validated. */
  function compiledWhenAsked(file: SchemaFile, needed: SchemaSet): CompiledSchema {
    let validate: ValidateFunction | undefined;
    return {
      findings: [],
      get validate() {
        validate ??= compiledWithOthers(file, needed) ?? compileSchema(file, needed).validate!;
        return validate;
      },
    };
  }

  /** A keyword that only ajv's costlier mode understands keeps a schema apart from the others of its dialect. */
  function groupOf({ schema }: SchemaFile, needed: SchemaSet): Group {
    const costly = [...needed.values()].some(each => /"(?:unevaluated\w+|\$dynamicRef)":/.test(JSON.stringify(each)));
    const key = `${schema.$schema} ${costly}`;
    const known = groups.get(key);
    if (known !== undefined) return known;
    const ajv = ajvFor(schema, { allErrors: true, inlineRefs: false, code: { optimize: false } });
    if (ajv !== undefined) ajv.opts.unevaluated = costly;
    const group = { ajv, added: new Set<string>() };
    groups.set(key, group);
    return group;
  }
}

/** Schemas that share one ajv, and those it has been given. */
interface Group {
  readonly ajv: Ajv | undefined;
  readonly added: Set<string>;
}
