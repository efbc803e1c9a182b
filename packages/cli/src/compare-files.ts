import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type CompareOptions, compareSchemas } from "@tributary/compat/compare-schemas";
import { failingText } from "@tributary/compat/failing-text";
import { payloadText } from "@tributary/compat/payload-text";
import { resolveAddress } from "@tributary/compat/schema-check";
import { SchemaError } from "@tributary/compat/schema-error";
import type { SchemaVersion } from "@tributary/compat/schema-version";
import { unknownReason } from "@tributary/compat/unknown-reason";
import type { Finding, Verdict } from "@tributary/compat/verdict";
import { printableJson, printableLines } from "@tributary/contract/printable";
import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { type DiagnosticFormat, formatDiagnostics } from "@tributary/contract-tools/format-diagnostics";
import { isObject } from "@tributary/contract-tools/json-pointer";
import { ofRule } from "@tributary/contract-tools/rule-catalogue";
import { readSourceFile } from "@tributary/contract-tools/source-file";
import { UsageError } from "./run-command.ts";

interface Options extends CompareOptions {
  readonly format: DiagnosticFormat;
}

/** Compares two JSON Schema files, writes the findings, and returns the exit code. */
export function compareFiles(older: string, newer: string, options: Options): number {
  const verdict = compareSchemas(readSchema(older), readSchema(newer), options);
  process.stdout.write(textOf(verdict, { older, newer }, options.format));
  return verdict.verdict === "compatible" ? 0 : 1;
}

/** Renders verdicts. Text and JSON also say `compatible`; other formats list findings only. */
function textOf(verdict: Verdict, names: Names, format: DiagnosticFormat): string {
  if (format === "stylish") return printableLines(verdict.findings.map(finding => `${lineOf(finding)}\n`).join(""));
  if (format === "json") return printableJson(`${JSON.stringify({ version: 1, ...verdict }, null, 2)}\n`);
  const diagnostics = verdict.findings.flatMap(finding => diagnosticOf(finding, names));
  return formatDiagnostics(diagnostics, format);
}

interface Names {
  readonly older: string;
  readonly newer: string;
}

/** The place in the newer file that breaks, or that encloses what was removed; for another document, its beginning. */
function diagnosticOf(finding: Finding, { older, newer }: Names): Diagnostic[] {
  if (finding.verdict === "compatible") return [];
  const { direction, pointer, keyword } = finding;
  const at = (place: string) => ({ file: newer, ...readSourceFile(newer).at(place) });
  const [from, to] = direction === "backward" ? [older, newer] : [newer, older];
  if (finding.verdict === "unknown") {
    const message = `cannot decide whether ${to} accepts what ${from} allows (${direction}), ${unknownReason(keyword)}`;
    return [{ ...ofRule("compat-unknown"), ...at(pointer), pointer, message }];
  }
  const place = finding.place?.document === undefined ? (finding.place?.pointer ?? "") : "";
  const where = pointer === "" ? "" : ` at ${pointer}`;
  const payload = payloadText(finding.counterExample);
  const message = `${to} rejects what ${from} allows (${direction}), by "${keyword}"${where}, ${finding.message}: ${payload}`;
  return [{ ...ofRule("compat-break"), ...at(place), message }];
}

function lineOf(finding: Finding): string {
  const { direction, verdict } = finding;
  switch (finding.verdict) {
    case "compatible":
      return `${direction}: compatible`;
    case "unknown":
      return `${direction}: unknown, ${unknownReason(finding.keyword)}${finding.pointer === "" ? "" : ` at ${finding.pointer}`}`;
    case "incompatible": {
      const { counterExample, validUnder, invalidUnder, keyword, pointer, message } = finding;
      return (
        `${direction}: ${verdict}\n  valid under ${validUnder}, not under ${invalidUnder}:\n` +
        `    ${failingText(counterExample, pointer)}\n  fails "${keyword}"${pointer === "" ? "" : ` at ${pointer}`}: ${message}`
      );
    }
  }
}

/** A schema file, with the schemas beside it if it refers to another document. */
function readSchema(path: string): SchemaVersion {
  const { value, problems, text } = readSourceFile(path);
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(`${path}:${problem.line}:${problem.column}: ${problem.message}`);
  if (typeof value !== "boolean" && !isObject(value)) throw new SchemaError(path, "", "it is not a JSON Schema");
  return {
    name: path,
    schema: value,
    others: /"\$ref"\s*:\s*"[^#"]/.test(text) ? schemasBeside(path, value) : new Map(),
  };
}

/**
 * The other schemas of a folder by their `$id`, or without one by their name relative to the schema. Of several with the
 * same `$id`, only the one named like it counts.
 */
function schemasBeside(path: string, schema: unknown): Map<string, unknown> {
  const folder = dirname(path);
  const idOf = (value: unknown) => (isObject(value) && typeof value.$id === "string" ? value.$id : undefined);
  const beside = readdirSync(folder)
    .filter(name => name.endsWith(".json") && join(folder, name) !== join(path))
    .flatMap(name => {
      const { value } = readSourceFile(join(folder, name));
      const id = idOf(value) ?? resolveAddress(idOf(schema) ?? "", encodeURI(name));
      return isObject(value) && id !== undefined ? [{ name, id, value }] : [];
    });
  const groups = [...Map.groupBy(beside, ({ id }) => id).values()];
  const meant = groups.flatMap(group =>
    group.length === 1 ? group : group.filter(({ name, id }) => basename(id.replace(/#.*$/, "")) === name),
  );
  return new Map(meant.map(({ id, value }) => [id, value]));
}
