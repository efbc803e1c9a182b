import { SchemaError } from "@tributary/compat/schema-error";
import { readSourceFile } from "@tributary/contract-tools/source-file";
import { UsageError } from "./run-command.ts";

/** A schema that cannot be compared becomes one line with its place. Anything else is thrown again. */
export function schemaProblems(error: unknown): never {
  if (!(error instanceof SchemaError)) throw error;
  throw new UsageError(`${placeOf(error)}: ${error.message}`);
}

/** A version that is a file is named by its path. */
function placeOf({ version, pointer }: SchemaError): string {
  if (!version.endsWith(".json")) return pointer === "" ? version : `${version} at ${pointer}`;
  const { line, column } = readSourceFile(version).at(pointer);
  return `${version}:${line}:${column}`;
}
