import type { Diagnostic, Severity } from "../source/diagnostic.ts";
import { fails } from "../source/diagnostic.ts";

/** A JUnit report: a suite for each file, a case for each finding; a clean check is one case that passes. */
export function junit(diagnostics: readonly Diagnostic[], failSeverity: Severity): string {
  const byFile = [...Map.groupBy(diagnostics, ({ file }) => file)];
  const suites = byFile.map(([file, found]) => suite(file, found, failSeverity));
  const clean = `  <testsuite name="contracts" tests="1" failures="0">\n    <testcase name="no findings" classname="contracts"/>\n  </testsuite>\n`;
  const counts = `tests="${Math.max(1, diagnostics.length)}" failures="${failures(diagnostics, failSeverity)}"`;
  const body = suites.length === 0 ? clean : suites.join("");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tributary check" ${counts}>\n${body}</testsuites>\n`;
}

function suite(file: string, found: readonly Diagnostic[], failSeverity: Severity): string {
  const counts = `tests="${found.length}" failures="${failures(found, failSeverity)}"`;
  const cases = found.map(each => testCase(each, fails([each], failSeverity)));
  return `  <testsuite name="${xml(file)}" ${counts}>\n${cases.join("")}  </testsuite>\n`;
}

function testCase({ rule, file, line, column, severity, message, fix }: Diagnostic, failed: boolean): string {
  const text = xml(`${file}:${line}:${column} ${severity} ${message}${fix === undefined ? "" : `\nfix: ${fix}`}`);
  const outcome = failed
    ? `<failure type="${xml(rule)}" message="${xml(message)}">${text}</failure>`
    : `<system-out>${text}</system-out>`;
  return `    <testcase name="${xml(`${rule} ${line}:${column}`)}" classname="${xml(file)}">${outcome}</testcase>\n`;
}

const failures = (found: readonly Diagnostic[], failSeverity: Severity) =>
  found.filter(each => fails([each], failSeverity)).length;

/** XML 1.0 has no way to write most control characters, not even escaped. */
function xml(text: string): string {
  const named: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[&<>"]/g, character => named[character] ?? character);
}
