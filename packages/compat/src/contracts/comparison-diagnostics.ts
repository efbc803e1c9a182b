import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { payloadText } from "../payload-text.ts";
import type { Judgement, SchemaPlace } from "../verdict.ts";
import type { Comparison, ContractComparison, RemovedEvent } from "./compare-contracts.ts";
import type { DeclassifiedField } from "./declassified-fields.ts";

/** What is wrong between contracts, at the schema or document to change: every break and whatever could not be decided. */
export function comparisonDiagnostics(
  { comparisons, removed }: ContractComparison,
  document: string,
  judgement: Judgement,
): Diagnostic[] {
  return [
    ...comparisons.flatMap(comparison =>
      comparison.findings.flatMap(finding => ofFinding(comparison, finding, judgement)),
    ),
    ...comparisons.flatMap(comparison => comparison.declassified.map(each => ofDeclassified(comparison, each))),
    ...removed.filter(({ breaks }) => breaks.length > 0).map(each => ofRemoved(each, document)),
  ];
}

function ofFinding(
  comparison: Comparison,
  finding: Comparison["findings"][number],
  judgement: Judgement,
): Diagnostic[] {
  if (finding.verdict === "compatible") return [];
  const { event, against } = comparison;
  const { direction, breaks } = finding;
  const severity = "error" as const;
  const [sender, reader] = direction === "backward" ? [against, "the new version"] : ["the new version", against];
  if (finding.verdict === "unknown") {
    return [
      {
        rule: "compat-unknown",
        severity,
        file: event.schema.source.path,
        ...event.schema.source.at(finding.pointer),
        pointer: finding.pointer,
        message: `${event.detailType}: whether ${reader} accepts what ${sender} allows could not be decided (${direction}), because of "${finding.keyword}"`,
        fix: "write it with keywords that can be decided, or release a new version of the event",
      },
    ];
  }
  const consumers = breaks.length === 0 ? "nobody that is known" : breaks.join(", ");
  const place = finding.pointer === "" ? "" : ` at ${finding.pointer}`;
  return [
    {
      rule: "compat-break",
      severity,
      ...placeOf(comparison, finding.place),
      message:
        `${event.detailType} breaks ${consumers} (${direction}, ${judgementText[judgement]}): ${reader} refuses what ` +
        `${sender} allows, by "${finding.keyword}"${place}, ${finding.message}: ${payloadText(finding.counterExample)}`,
      fix: `keep the version as it was, and add ${event.name}.v${event.version + 1}`,
    },
  ];
}

function ofDeclassified(comparison: Comparison, { field, was }: DeclassifiedField): Diagnostic {
  const { event, against } = comparison;
  const pointer = `${field.schemaPointer}/x-data-classification`;
  return {
    rule: "compat-declassified",
    severity: "error",
    ...placeOf(comparison, { document: field.schemaId, pointer }),
    message: `${event.detailType}: the field ${field.pointer} is ${field.class ?? "not classified"}, which ${against} classifies as ${was}`,
    fix: `keep its class, or state the other one in ${event.name}.v${event.version + 1}`,
  };
}

/**
 * Where the new version says what breaks. What the older one says more is missing there: the nearest that stands around it.
 */
function placeOf({ event, schemas }: Comparison, { document, pointer }: SchemaPlace = { pointer: "" }) {
  const { source } = schemas.find(({ id }) => id === document) ?? event.schema;
  return { file: source.path, ...source.at(pointer) };
}

const judgementText: Readonly<Record<Judgement, string>> = {
  "by-role": "what is sent judged closed, what is received open",
  "as-written": "both as written",
};

const ofRemoved = ({ detailType, against, breaks, moved }: RemovedEvent, document: string): Diagnostic => ({
  rule: "compat-removed",
  severity: "error",
  file: document,
  line: 1,
  column: 1,
  message: `${detailType} ${moved ? `moves from ${moved.from} to ${moved.to}` : "is gone"}, which ${breaks.join(", ")} of ${against} received`,
  fix: moved
    ? "keep its source and bus, or send it as a new version from the new place"
    : "send it until nobody receives it any more",
});
