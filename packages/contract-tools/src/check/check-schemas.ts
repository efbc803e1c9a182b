import { ajvFor, supportedDialects } from "../ajv-dialect.ts";
import type { JsonSchema, SchemaFile } from "../contract-model.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { toPointer } from "../json-pointer.ts";
import { schemaSet } from "../schema-closure.ts";
import { mapSubschemas, subschemas } from "../schema-positions.ts";
import { resolveReference, type SchemaSet } from "../schema-reference.ts";
import { finding } from "./finding.ts";

/** Whether every schema is of a known dialect, refers only to what exists, and compiles with ajv in strict mode. */
export function checkSchemas(files: readonly SchemaFile[]): Diagnostic[] {
  const all = schemaSet(files);
  return files.flatMap((file, index) => {
    const twin = files.slice(0, index).find(({ id }) => id === file.id);
    if (twin !== undefined) {
      return [finding("schema-id-duplicate", file.source, "/$id", `has the same $id as ${twin.source.path}`)];
    }
    if (ajvFor(file.schema, {}) === undefined) {
      const fix = `state one of ${supportedDialects.join(", ")}`;
      return [
        finding("schema-dialect", file.source, "/$schema", "$schema is missing or not a supported dialect", { fix }),
      ];
    }
    const references = checkReferences(file, all);
    return references.length > 0 ? references : checkCompilation(file, all);
  });
}

function checkReferences(file: SchemaFile, all: SchemaSet): Diagnostic[] {
  const found: Diagnostic[] = [];
  visit(file.schema, []);
  return found;

  function visit(schema: JsonSchema, path: readonly string[]) {
    const { $ref: ref } = schema;
    const pointer = toPointer([...path, "$ref"]);
    if (typeof ref === "string") {
      if (resolveReference(all, file.id, ref) === undefined) {
        found.push(finding("schema-reference-missing", file.source, pointer, `nothing is found at "${ref}"`));
      } else if (leadsBack(schema, file.id, all)) {
        found.push(finding("schema-reference-circular", file.source, pointer, `"${ref}" leads back to itself`));
      }
    }
    for (const inner of subschemas(schema)) visit(inner.schema, [...path, ...inner.path]);
  }
}

/** Keywords whose subschemas judge the same value; a way back along them alone never ends. */
const inPlace = new Set(["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"]);

function leadsBack(start: JsonSchema, base: string, all: SchemaSet): boolean {
  const seen = new Set<JsonSchema>();
  const reaches = (schema: JsonSchema, here: string): boolean => {
    const { $ref: ref } = schema;
    const target = typeof ref === "string" ? resolveReference(all, here, ref) : undefined;
    const next = target === undefined ? [] : [{ schema: target.schema, base: target.base }];
    for (const inner of subschemas(schema))
      if (inPlace.has(inner.path[0]!)) next.push({ schema: inner.schema, base: here });
    return next.some(each => {
      if (each.schema === start) return true;
      if (seen.has(each.schema)) return false;
      seen.add(each.schema);
      return reaches(each.schema, each.base);
    });
  };
  return reaches(start, base);
}

function checkCompilation(file: SchemaFile, all: SchemaSet): Diagnostic[] {
  try {
    const ajv = ajvFor(file.schema, { allErrors: true });
    if (ajv === undefined) return [];
    if (ajv.validateSchema(file.schema) !== true) {
      const seen = new Set<string>();
      return (ajv.errors ?? []).flatMap(({ instancePath, message = "is not valid" }) => {
        if (seen.has(instancePath)) return [];
        seen.add(instancePath);
        return [finding("schema-invalid", file.source, instancePath, `as a schema, ${message}`)];
      });
    }
    for (const [id, schema] of all) if (id !== file.id) ajv.addSchema(schema, id, false, false);
    ajv.compile(file.schema);
    return [];
  } catch (error) {
    // ajv throws at the first thing that strict mode refuses, mostly without its place.
    const places = refusedParts(file.schema);
    const message = firstLine(error);
    if (places.length === 0) places.push({ pointer: "", message });
    return places.map(place => finding("schema-not-strict", file.source, place.pointer, place.message));
  }
}

/** The innermost schemas that ajv refuses, each compiled by itself, without its references. */
function refusedParts(root: JsonSchema): { pointer: string; message: string }[] {
  const dialect = { $schema: String(root.$schema) };
  return visit(root, []);

  function visit(schema: JsonSchema, path: readonly string[]): { pointer: string; message: string }[] {
    const inner = [...subschemas(schema)].flatMap(each => visit(each.schema, [...path, ...each.path]));
    if (inner.length > 0) return inner;
    try {
      const { $ref: _ref, $id: _id, ...alone } = mapSubschemas(schema, () => ({}));
      ajvFor({ ...alone, ...dialect }, { strictTypes: false })?.compile({
        ...alone,
        ...dialect,
      });
      return [];
    } catch (error) {
      return [{ pointer: toPointer(path), message: firstLine(error) }];
    }
  }
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split("\n")[0]!;
