import { styleText } from "node:util";
import type { Diagnostic } from "../source/diagnostic.ts";
import { countFindings } from "./count-findings.ts";

/** Diagnostics for a terminal; each file is named once. */
export function stylish(diagnostics: readonly Diagnostic[]): string {
  const byFile = Map.groupBy(diagnostics, ({ file }) => file);
  const blocks = [...byFile].map(([file, found]) => `${styleText("underline", file)}\n${found.map(line).join("")}\n`);
  const errors = diagnostics.some(({ severity }) => severity === "error");
  const counts = countFindings(diagnostics);
  return `${blocks.join("")}${errors ? styleText("red", counts) : counts}\n`;
}

function line({ line, column, severity, message, rule, fix }: Diagnostic): string {
  const mark = styleText(severity === "error" ? "red" : "yellow", severity.padEnd(7));
  const advice = fix === undefined ? "" : `\n${" ".repeat(19)}fix: ${fix}`;
  return `  ${`${line}:${column}`.padEnd(8)} ${mark} ${message}  ${styleText("dim", rule)}${advice}\n`;
}
