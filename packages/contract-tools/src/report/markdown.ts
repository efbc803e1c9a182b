import { rulePage } from "../check/rule-catalogue.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { countFindings } from "./count-findings.ts";

/** Diagnostics for a pull request comment or a job summary. */
export function markdown(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return "### Contracts\n\nNothing found.\n";
  const rows = diagnostics.map(({ severity, file, line, column, message, fix, rule }) => {
    const advice = fix === undefined ? "" : `<br>fix: ${cell(fix)}`;
    return `| ${severity} | ${cell(`${file}:${line}:${column}`)} | ${cell(message)}${advice} | [${rule}](${rulePage(rule)}) |\n`;
  });
  const head = "| Severity | Place | Finding | Rule |\n| --- | --- | --- | --- |\n";
  return `### Contracts: ${countFindings(diagnostics)}\n\n${head}${rows.join("")}`;
}

/** Nothing in a message may end a cell, begin a tag or mention a person. */
const cell = (text: string) =>
  text
    .replace(/[\\`*_[\]|]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("@", "&#64;")
    .replace(/\s+/g, " ");
