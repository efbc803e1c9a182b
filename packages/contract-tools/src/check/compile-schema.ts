import type { ErrorObject, Options, ValidateFunction } from "ajv";
import { ajvFor, supportedDialects } from "../ajv-dialect.ts";
import type { JsonSchema, SchemaFile } from "../contract-model.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { toPointer } from "../json-pointer.ts";
import { mapSubschemas, subschemas } from "../schema-positions.ts";
import { resolveReference, type SchemaSet } from "../schema-reference.ts";
import { finding } from "./finding.ts";

/** A validator, or the reasons why there is none. */
export interface CompiledSchema {
  readonly validate?: ValidateFunction;
  readonly findings: readonly Diagnostic[];
}

/** A schema as a validator of ajv that collects all errors, or every reason why it cannot be one, each at its place. */
export function compileSchema(file: SchemaFile, all: SchemaSet, options: Options = {}): CompiledSchema {
  const refused = (findings: readonly Diagnostic[]) => ({ findings });
  const ajv = ajvFor(file.schema, { allErrors: true, ...options }, all.values());
  if (ajv === undefined) {
    const fix = `state one of ${supportedDialects.join(", ")}`;
    const message = "$schema is missing or not a supported dialect";
    return refused([finding("schema-dialect", file.source, "/$schema", message, { fix })]);
  }
  const references = checkSchemaReferences(file, all);
  if (references.length > 0) return refused(references);
  try {
    if (ajv.validateSchema(file.schema) !== true) return refused(malformedParts(file, ajv.errors ?? []));
    for (const [id, schema] of all) if (id !== file.id) ajv.addSchema(schema, id, false, false);
    return { validate: ajv.compile(file.schema), findings: [] };
  } catch (error) {
    if (error instanceof RangeError) return refused([finding("schema-not-strict", file.source, "", TOO_DEEP)]);
    // ajv throws at the first thing that strict mode refuses, mostly without its place.
    const places = refusedParts(file.schema);
    if (places.length === 0) places.push({ pointer: "", message: firstLine(error) });
    return refused(places.map(place => finding("schema-not-strict", file.source, place.pointer, place.message)));
  }
}

/** The meta-schemas say the same of a place more than once. */
function malformedParts(file: SchemaFile, errors: readonly ErrorObject[]): Diagnostic[] {
  const places = new Map(errors.map(({ instancePath, message = "is not valid" }) => [instancePath, message]));
  return [...places].map(([pointer, message]) =>
    finding("schema-invalid", file.source, pointer, `as a schema, ${message}`),
  );
}

/** The innermost schemas that ajv refuses, each compiled by itself, without its references. */
function refusedParts(root: JsonSchema): { pointer: string; message: string }[] {
  // One for all: to make it takes longer than what it is made for. The meta-schema has been asked already.
  const ajv = ajvFor(root, { strictTypes: false, validateSchema: false, code: { optimize: false } });
  return visit(root, []);

  function visit(schema: JsonSchema, path: readonly string[]): { pointer: string; message: string }[] {
    const inner = [...subschemas(schema)].flatMap(each => visit(each.schema, [...path, ...each.path]));
    if (inner.length > 0) return inner;
    try {
      const { $ref: _ref, $id: _id, ...alone } = mapSubschemas(schema, () => ({}));
      ajv?.compile(alone);
      return [];
    } catch (error) {
      return [{ pointer: toPointer(path), message: firstLine(error) }];
    }
  }
}

const TOO_DEEP = "refers too deeply to be compiled";

/** How much of what ajv says is told: it quotes patterns as long as they are. */
const MOST_SAID = 300;

function firstLine(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
  return line.length > MOST_SAID ? `${line.slice(0, MOST_SAID / 2)} … ${line.slice(-MOST_SAID / 2)}` : line;
}

/** References of a schema that lead nowhere, or back to themselves. */
export function checkSchemaReferences(file: SchemaFile, all: SchemaSet): Diagnostic[] {
  const found: Diagnostic[] = [];
  const steps = { left: MOST_STEPS };
  visit(file.schema, []);
  return found;

  function visit(schema: JsonSchema, path: readonly string[]) {
    const { $ref: ref } = schema;
    const pointer = toPointer([...path, "$ref"]);
    const report = (rule: string, message: string) => found.push(finding(rule, file.source, pointer, message));
    if (typeof ref === "string" && steps.left >= 0) {
      if (resolveReference(all, file.id, ref) === undefined) {
        report("schema-reference-missing", `nothing is found at "${ref}"`);
      } else if (leadsBack(schema, file.id, all, steps)) {
        report("schema-reference-circular", `"${ref}" leads back to itself`);
      }
      if (steps.left < 0) report("schema-not-strict", TOO_DEEP);
    }
    for (const inner of subschemas(schema)) visit(inner.schema, [...path, ...inner.path]);
  }
}

/** Keywords whose subschemas judge the same value; a way back along them alone never ends. */
const inPlace = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"]);

/** How many references are followed in one file. One that needs more consists of chains that no compiler follows either. */
const MOST_STEPS = 200_000;

function leadsBack(start: JsonSchema, base: string, all: SchemaSet, steps: { left: number }): boolean {
  const seen = new Set<JsonSchema>();
  const left = [{ schema: start, base }];
  for (let here = left.pop(); here !== undefined; here = left.pop()) {
    if (--steps.left < 0) return false;
    const { $ref: ref } = here.schema;
    const target = typeof ref === "string" ? resolveReference(all, here.base, ref) : undefined;
    const next = target === undefined ? [] : [{ schema: target.schema, base: target.base }];
    for (const inner of subschemas(here.schema)) {
      if (inPlace.has(inner.path[0]!)) next.push({ schema: inner.schema, base: here.base });
    }
    if (next.some(each => each.schema === start)) return true;
    for (const each of next) {
      if (!seen.has(each.schema)) left.push(each);
      seen.add(each.schema);
    }
  }
  return false;
}
