import type { Violation } from "@tributary/contract/event-contract";
import { validators } from "@tributary/contract/validator-runtime";
import type { Ajv, ValidateFunction } from "ajv";
import { ajvFor, dialectOf, needsOf, supportedDialects } from "../ajv-dialect.ts";
import type { SchemaFile } from "../contract-model.ts";
import { deriveSchema } from "../derive-schema.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { patternsOf, runtimeDefinitions } from "../emit-definitions.ts";
import type { Memory } from "../memory.ts";
import { type PlainContract, plainContract } from "../plain-contract.ts";
import { schemaClosure, schemaSet } from "../schema-closure.ts";
import type { SchemaSet } from "../schema-reference.ts";
import { checkSchemaReferences, compileSchema } from "./compile-schema.ts";
import { finding } from "./finding.ts";
import { toViolations } from "./to-violations.ts";

/** What is wrong with a value; nothing when it is valid. */
export type Explain = (value: unknown) => readonly Violation[];

interface Judged {
  readonly explain?: Explain;
  readonly findings: readonly Diagnostic[];
}

/** Compiles each of some schemas at most once. */
export interface SchemaCompiler {
  /** Why a schema cannot be compiled strictly; empty when it can. */
  findings(file: SchemaFile): readonly Diagnostic[];
  /** Everything that is wrong with a value, strictly; undefined when the schema cannot be compiled. */
  explain(file: SchemaFile): Explain | undefined;
}

/**
 * A compiler of schemas that refer to one another. All of a dialect share one ajv, which compiles what they have in
 * common once; one that it refuses is compiled again by itself, to find the places.
 */
export function createSchemaCompiler(files: readonly SchemaFile[], memory: Memory): SchemaCompiler {
  const all = schemaSet(files);
  const groups = new Map<string, Group>();
  const once = new Map<SchemaFile, Judged>();

  const judge = (file: SchemaFile): Judged => {
    const needed = schemaClosure(file.id, all);
    return memory.keep("compiled", file.source, [...needed.values()], () => {
      const foreign = otherDialects(file, needed);
      if (foreign.length > 0) return { findings: foreign };
      const plain = plainContract(file.id, "Detail", needed);
      // What is plain, ajv accepts and judges alike; a property test holds it to that.
      if (plain !== undefined) return { explain: explainPlainly(plain), findings: [] };
      const missing = checkSchemaReferences(file, all);
      const validate = missing.length > 0 ? undefined : compiledWithOthers(file, needed);
      const compiled = validate === undefined ? compileSchema(file, needed) : { validate, findings: [] };
      return {
        findings: compiled.findings,
        ...(compiled.validate === undefined ? {} : { explain: explainByAjv(compiled.validate) }),
      };
    });
  };
  const judged = (file: SchemaFile): Judged => {
    const known = once.get(file) ?? judge(file);
    once.set(file, known);
    return known;
  };
  return { findings: file => judged(file).findings, explain: file => judged(file).explain };

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

  /** What needs ajv's costlier modes is kept apart from the others of its dialect. */
  function groupOf({ schema }: SchemaFile, needed: SchemaSet): Group {
    const key = JSON.stringify([schema.$schema, needsOf([...needed.values()])]);
    const known = groups.get(key);
    if (known !== undefined) return known;
    const options = { allErrors: true, inlineRefs: false, code: { optimize: false } };
    const ajv = ajvFor(schema, options, needed.values());
    const group = { ajv, added: new Set<string>() };
    groups.set(key, group);
    return group;
  }
}

/** What a schema refers to is read by the rules of its own dialect: in another it would mean something else. */
function otherDialects({ schema, source }: SchemaFile, needed: SchemaSet): Diagnostic[] {
  const fix = "write all schemas of an event in one dialect";
  return [...needed].flatMap(([id, each]) => {
    const dialects = [dialectOf(schema), dialectOf(each)];
    // One that is not supported is a finding of its own.
    if (new Set(dialects).size === 1 || !dialects.every(one => supportedDialects.includes(one))) return [];
    return [finding("schema-dialect", source, "/$schema", `refers to ${id}, which is of another dialect`, { fix })];
  });
}

const explainByAjv =
  (validate: ValidateFunction): Explain =>
  value =>
    validate(value) === true ? [] : toViolations(validate.errors ?? []);

/** By the definitions that the generated module will explain by. */
function explainPlainly(plain: PlainContract): Explain {
  const { strict } = validators(runtimeDefinitions(plain), plain.root, () => false, patternsOf(plain));
  return value => {
    const result = strict(value);
    return result.valid ? [] : result.violations;
  };
}

/** Schemas that share one ajv, and those it has been given. */
interface Group {
  readonly ajv: Ajv | undefined;
  readonly added: Set<string>;
}
