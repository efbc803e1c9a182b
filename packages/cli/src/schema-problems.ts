import { SchemaError } from "@tributary/compat/schema-error";
import { checkSchemas } from "@tributary/contract-tools/check/check-schemas";
import { createSchemaCompiler } from "@tributary/contract-tools/check/schema-compiler";
import { noMemory } from "@tributary/contract-tools/check-cache";
import type { ContractModel, SchemaFile } from "@tributary/contract-tools/contract-model";
import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { readSourceFile } from "@tributary/contract-tools/source-file";
import { UsageError } from "./run-command.ts";

/** Turns a schema that cannot be compared into one line with its place. Rethrows any other error. */
export function schemaProblems(error: unknown): never {
  if (!(error instanceof SchemaError)) throw error;
  throw new UsageError(`${placeOf(error)}: ${error.message}`);
}

/** Problems of contracts' schemas that a comparison could not use. Rethrows any other error. */
export function brokenSchemas(error: unknown, model: ContractModel): Diagnostic[] {
  if (!(error instanceof SchemaError)) throw error;
  const isBlamed = ({ file }: Diagnostic) => file === error.version;
  const found = schemaFindings(model);
  if (!found.some(isBlamed)) throw error;
  return found;
}

/** Problems of contracts' schemas, each judged by itself. */
export function schemaFindings({ schemas }: ContractModel): Diagnostic[] {
  return checkSchemas(schemas, createSchemaCompiler(schemas, noMemory));
}

/** A version that is a file is named by its path. */
function placeOf({ version, pointer, message }: SchemaError): string {
  if (!version.endsWith(".json")) return pointer === "" || /:\d+$/.test(version) ? version : `${version} at ${pointer}`;
  const source = readSourceFile(version);
  const { line, column } = pointer === "" ? placeSaid(source, message) : source.at(pointer);
  return `${version}:${line}:${column}`;
}

/** ajv's errors have no place, so this takes the place of a finding with the same message. */
function placeSaid(source: SchemaFile["source"], message: string): { readonly line: number; readonly column: number } {
  const { value } = source;
  if (!isObject(value)) return source.at("");
  const file = { source, schema: value, id: typeof value.$id === "string" ? value.$id : source.path };
  const found = createSchemaCompiler([file], noMemory).findings(file);
  return (
    found.find(each => message.includes(each.message) || each.rule === "schema-reference-missing") ?? source.at("")
  );
}
