import { ruleInfo, rulePage } from "../check/rule-catalogue.ts";
import type { Diagnostic } from "../source/diagnostic.ts";

/** SARIF 2.1.0, for code scanning. */
export const sarif = (diagnostics: readonly Diagnostic[]): string =>
  `${JSON.stringify(sarifLog(diagnostics), null, 2)}\n`;

/**
 * A log of one run, as an object.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
function sarifLog(diagnostics: readonly Diagnostic[]) {
  const ids = [...new Set(diagnostics.map(({ rule }) => rule))].sort();
  const rules = ids.map(id => {
    const { severity, summary } = ruleInfo(id);
    return {
      id,
      shortDescription: { text: summary },
      help: { text: `See ${rulePage(id)}.` },
      defaultConfiguration: { level: severity },
    };
  });
  const results = diagnostics.map(({ rule, severity, message, fix, file, line, column, pointer }) => ({
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level: severity,
    message: { text: fix === undefined ? message : `${message}\nFix: ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: fileUri(file) },
          region: { startLine: line, startColumn: column },
        },
        ...(pointer === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: pointer }] }),
      },
    ],
  }));
  const run = { tool: { driver: { name: "tributary", rules } }, columnKind: "utf16CodeUnits" as const, results };
  return { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0" as const, runs: [run] };
}

/** A relative path stays relative: code scanning resolves it against the repository. */
function fileUri(file: string): string {
  const path = file.toWellFormed().replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${path}` : path;
}
