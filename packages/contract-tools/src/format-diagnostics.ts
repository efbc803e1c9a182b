import { styleText } from "node:util";
import type { Diagnostic } from "./diagnostic.ts";

/** How diagnostics may be written. */
export const diagnosticFormats = ["stylish", "json"] as const;

/** One of `diagnosticFormats`. */
export type DiagnosticFormat = (typeof diagnosticFormats)[number];

/** Diagnostics as text, ending in a line feed. Stylish names each file once; json is `{ version: 1, diagnostics }`. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], format: DiagnosticFormat): string {
  if (format === "json") return `${JSON.stringify({ version: 1, diagnostics }, null, 2)}\n`;
  const byFile = Map.groupBy(diagnostics, ({ file }) => file);
  const blocks = [...byFile].map(([file, found]) => `${styleText("underline", file)}\n${found.map(line).join("")}\n`);
  return `${blocks.join("")}${summary(diagnostics)}\n`;
}

function line({ line, column, severity, message, rule, fix }: Diagnostic): string {
  const mark = styleText(severity === "error" ? "red" : "yellow", severity.padEnd(7));
  const advice = fix === undefined ? "" : `\n${" ".repeat(19)}fix: ${fix}`;
  return `  ${`${line}:${column}`.padEnd(8)} ${mark} ${message}  ${styleText("dim", rule)}${advice}\n`;
}

function summary(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const counts = `${errors} ${errors === 1 ? "error" : "errors"}, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
  return errors > 0 ? styleText("red", counts) : counts;
}
