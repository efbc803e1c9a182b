import type { Diagnostic } from "../source/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";

/** An error or a warning at a JSON Pointer of a file. */
export function finding(
  rule: string,
  file: SourceFile,
  pointer: string,
  message: string,
  more: { readonly fix?: string; readonly severity?: Diagnostic["severity"] } = {},
): Diagnostic {
  return {
    rule,
    severity: more.severity ?? "error",
    file: file.path,
    ...file.at(pointer),
    pointer,
    message,
    ...(more.fix === undefined ? {} : { fix: more.fix }),
  };
}
