import { printableJson, printableLines } from "@tributary/contract/printable";
import { type DiagnosticFormat, formatDiagnostics } from "@tributary/contract-tools/format-diagnostics";
import type { EventKind } from "@tributary/contract-tools/pattern/event-kind";
import type { PatternExplanation } from "@tributary/contract-tools/pattern/explain-pattern";

/** Renders an explanation: JSON for programs; words, examples and findings for people; findings alone for other tools. */
export function explanationText(explanation: PatternExplanation, kind: EventKind, format: DiagnosticFormat): string {
  const { diagnostics, alternatives, others, verdict } = explanation;
  const findings = diagnostics.length === 0 ? "" : formatDiagnostics(diagnostics, format);
  if (format === "json")
    return printableJson(`${JSON.stringify({ version: 1, among: kind.name, ...explanation }, null, 2)}\n`);
  if (format !== "stylish" && format !== "github-actions") return formatDiagnostics(diagnostics, format);
  const words = alternatives.slice(0, LISTED).map(conditions => conditions.join("\n  and "));
  const more = alternatives.length > LISTED ? `\nor ${alternatives.length - LISTED} more alternatives` : "";
  const rest =
    verdict === "unsatisfiable"
      ? []
      : [
          ...(others === "some" ? [`An ${kind.name} that does not match:\n${indented(explanation.notMatching)}`] : []),
          ...(others === "none" ? [`Every ${kind.name} matches.\n`] : []),
          ...(others === "unknown" ? [`It is unknown whether every ${kind.name} matches.\n`] : []),
        ];
  return [
    printableLines(`It asks for an event whose\n  ${words.join("\nor whose\n  ")}${more}\n`),
    ...(verdict === "satisfiable" ? [`Such an ${kind.name}:\n${indented(explanation.matching)}`] : []),
    ...rest,
    ...(findings === "" ? [] : [findings]),
  ].join("\n");
}

/** Alternatives spelled out. */
const LISTED = 8;

const indented = (event: unknown): string =>
  `  ${printableJson(JSON.stringify(event, null, 2)).replaceAll("\n", "\n  ")}\n`;
