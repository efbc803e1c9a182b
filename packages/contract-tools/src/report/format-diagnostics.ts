import { printable, printableJson, printableLines } from "@tributary/contract/printable";
import type { Diagnostic, Severity } from "../source/diagnostic.ts";
import { githubActions } from "./github-actions.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { sarif } from "./sarif.ts";
import { stylish } from "./stylish.ts";

/** The formats of diagnostics. */
export const diagnosticFormats = ["stylish", "json", "github-actions", "sarif", "junit", "markdown"] as const;

/** One of `diagnosticFormats`. */
export type DiagnosticFormat = (typeof diagnosticFormats)[number];

const writers: Readonly<Record<DiagnosticFormat, typeof junit>> = {
  stylish,
  json,
  "github-actions": githubActions,
  sarif,
  junit,
  markdown,
};

/** Formats that are a document, and so are written even when nothing is found. */
export const isDocument = (format: DiagnosticFormat): boolean => format !== "stylish" && format !== "github-actions";

/**
 * Diagnostics as text, ending in a line feed. No format changes the verdict: `failSeverity`, from which on a finding
 * fails the check, only decides what JUnit calls a failure.
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  format: DiagnosticFormat,
  failSeverity: Severity = "error",
): string {
  if (format === "json" || format === "sarif") return printableJson(writers[format](diagnostics, failSeverity));
  return writers[format](diagnostics.map(onScreen), failSeverity);
}

/** Names of files and of parts of schemas come from outside: a terminal must not obey them. */
const onScreen = ({ file, message, fix, ...rest }: Diagnostic): Diagnostic => ({
  ...rest,
  file: printable(file),
  message: printableLines(message),
  ...(fix === undefined ? {} : { fix: printableLines(fix) }),
});
