import { ajvFor, supportedDialects } from "../ajv-dialect.ts";
import type { SchemaFile } from "../contract-model.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { toPointer } from "../json-pointer.ts";
import { schemaSet } from "../schema-closure.ts";
import { subschemas } from "../schema-positions.ts";
import { dereference, resolveReference, type SchemaSet } from "../schema-reference.ts";
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

  function visit(schema: SchemaFile["schema"], path: readonly string[]) {
    const { $ref: ref } = schema;
    const pointer = toPointer([...path, "$ref"]);
    if (typeof ref === "string") {
      if (resolveReference(all, file.id, ref) === undefined) {
        found.push(finding("schema-reference-missing", file.source, pointer, `nothing is found at "${ref}"`));
      } else if ("$ref" in dereference(all, { schema, base: file.id, pointer }).schema) {
        found.push(
          finding("schema-reference-circular", file.source, pointer, `"${ref}" leads back to itself or to nothing`),
        );
      }
    }
    for (const inner of subschemas(schema)) visit(inner.schema, [...path, ...inner.path]);
  }
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
    // ajv throws on what strict mode refuses; it names the schema path after "#" where it knows it.
    const message = error instanceof Error ? error.message : String(error);
    const pointer = /#((?:\/[^\s"]*)?)"? ?(?:\(|$)/.exec(message)?.[1] ?? "";
    return [finding("schema-not-strict", file.source, pointer, message.split("\n")[0]!)];
  }
}
