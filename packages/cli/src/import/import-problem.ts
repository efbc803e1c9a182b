import type { SourceFile } from "@tributary/contract-tools/source-file";
import { UsageError } from "../run-command.ts";

/** A place in a file that is imported: a JSON Pointer below `prefix`, where a document carries another one as its text. */
export interface Place {
  readonly source: SourceFile;
  readonly pointer: string;
}

/** A place as it is printed: `orders.json#/components/schemas/Order`. */
export const placeText = ({ source, pointer }: Place): string => `${source.path}#${pointer}`;

/** A `UsageError` about what cannot be imported, with its line and column. */
export function importProblem({ source, pointer }: Place, message: string): UsageError {
  const { line, column } = source.at(pointer);
  return new UsageError(`nothing was written: ${source.path}:${line}:${column}: ${message}`);
}
