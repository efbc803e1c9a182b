import type { Diagnostic } from "../source/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import { ofRule } from "./rule-catalogue.ts";

/** What a rule found at a JSON Pointer of a file, as severe as the catalogue says; a mild case of it is a warning. */
export function finding(
  rule: string,
  file: SourceFile,
  pointer: string,
  message: string,
  more: { readonly fix?: string; readonly isMild?: boolean } = {},
): Diagnostic {
  return {
    ...ofRule(rule),
    ...(more.isMild === true ? { severity: "warning" } : {}),
    file: file.path,
    ...file.at(pointer),
    pointer,
    message,
    ...(more.fix === undefined ? {} : { fix: more.fix }),
  };
}
