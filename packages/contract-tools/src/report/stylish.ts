import { styleText } from "node:util";
import type { Diagnostic } from "../source/diagnostic.ts";
import { countFindings } from "./count-findings.ts";

/** Diagnostics for a terminal; each file is named once, and what is yet to be wired comes last, with the lines to write. */
export function stylish(diagnostics: readonly Diagnostic[]): string {
  const isOpen = ({ rule }: Diagnostic) => rule === "not-wired-yet";
  const byFile = Map.groupBy(
    diagnostics.filter(each => !isOpen(each)),
    ({ file }) => file,
  );
  const blocks = [...byFile].map(([file, found]) => `${styleText("underline", file)}\n${found.map(line).join("")}\n`);
  const open = diagnostics.filter(isOpen);
  const section =
    open.length === 0
      ? ""
      : `${styleText("underline", "Not wired yet")}: write these lines in the program, then run \`npx tributary generate\` and \`npx tributary synth\`\n\n${open.map(toWrite).join("")}`;
  const errors = diagnostics.some(({ severity }) => severity === "error");
  const counts = countFindings(diagnostics);
  return `${blocks.join("")}${section}${errors ? styleText("red", counts) : counts}\n`;
}

function line({ line, column, severity, message, rule, fix }: Diagnostic): string {
  const mark = styleText(severity === "error" ? "red" : "yellow", severity.padEnd(7));
  const advice = fix === undefined ? "" : `\n${" ".repeat(19)}fix: ${fix}`;
  return `  ${`${line}:${column}`.padEnd(8)} ${mark} ${message}  ${styleText("dim", rule)}${advice}\n`;
}

function toWrite({ file, line, column, severity, message, rule, fix = "" }: Diagnostic): string {
  const lines = fix.replace(/^/gm, "    ");
  return `  ${file}:${line}:${column} ${severity} ${message}  ${styleText("dim", rule)}\n\n${lines}\n\n`;
}
