import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { ofRule } from "@tributary/contract-tools/rule-catalogue";
import type { failingText } from "../failing-text.ts";
import { payloadText } from "../payload-text.ts";
import { unknownReason } from "../unknown-reason.ts";
import type { Judgement, SchemaPlace } from "../verdict.ts";
import type { ClaimCheckedEvent, Comparison, ContractComparison, RemovedEvent } from "./compare-contracts.ts";
import type { DeclassifiedField } from "./declassified-fields.ts";

/**
 * The findings between contracts, at the schema or document to change: every break and every unknown. `show` writes a payload
 * that fails at a JSON Pointer; unless given, the whole of it.
 */
export function comparisonDiagnostics(
  { comparisons, removed, claimChecked }: ContractComparison,
  document: string,
  judgement: Judgement,
  show: typeof failingText = payloadText,
): Diagnostic[] {
  const told = [
    ...comparisons.flatMap(comparison =>
      comparison.findings.map(
        (finding): Told => ({
          against: comparison.against,
          tell: older => ofFinding(comparison, finding, older, { judgement, show }),
        }),
      ),
    ),
    ...comparisons.flatMap(comparison =>
      comparison.declassified.map(
        (each): Told => ({ against: comparison.against, tell: older => [ofDeclassified(comparison, each, older)] }),
      ),
    ),
  ];
  return [
    ...once(told),
    ...removed.filter(({ breaks }) => breaks.length > 0).map(each => ofRemoved(each, document)),
    ...claimChecked.map(each => ofClaimChecked(each, document)),
  ];
}

/** What was found against one older version, to be told of all of which it is true. */
interface Told {
  readonly against: string;
  readonly tell: (older: readonly string[]) => Diagnostic[];
}

/** A branch mostly has what was released last, and says nothing new by itself. */
function once(told: readonly Told[]): Diagnostic[] {
  const alike = Map.groupBy(told, ({ tell }) => JSON.stringify(tell([])));
  return [...alike.values()].flatMap(group => group[0]!.tell(group.map(({ against }) => against)));
}

const list = new Intl.ListFormat("en-GB");

function ofFinding(
  comparison: Comparison,
  finding: Comparison["findings"][number],
  older: readonly string[],
  { judgement, show }: { readonly judgement: Judgement; readonly show: typeof failingText },
): Diagnostic[] {
  if (finding.verdict === "compatible") return [];
  const { event } = comparison;
  const { direction, breaks } = finding;
  const now = ["the new version"];
  const [senders, readers] = direction === "backward" ? [older, now] : [now, older];
  const allowed = `what ${list.format(senders)} ${verb("allows", "allow", senders)}`;
  if (finding.verdict === "unknown") {
    return [
      {
        ...ofRule("compat-unknown"),
        file: event.schema.source.path,
        ...event.schema.source.at(finding.pointer),
        pointer: finding.pointer,
        message: `${event.detailType}: cannot decide whether ${list.format(readers)} ${verb("accepts", "accept", readers)} ${allowed} (${direction}), ${unknownReason(finding.keyword)}`,
        fix: `revert the change around it, use keywords that can be decided, or add ${event.name}.v${event.version + 1}`,
      },
    ];
  }
  const place = finding.pointer === "" ? "" : ` at ${finding.pointer}`;
  return [
    {
      ...ofRule("compat-break"),
      ...placeOf(comparison, finding.place),
      message:
        `${event.detailType} breaks ${consumers(breaks)} (${direction}, ${judgementText[judgement]}): ` +
        `${list.format(readers)} ${verb("rejects", "reject", readers)} ${allowed}, by "${finding.keyword}"${place}, ` +
        `${finding.message}: ${show(finding.counterExample, finding.pointer)}`,
      fix: `leave this version as it was, and add ${event.name}.v${event.version + 1}`,
    },
  ];
}

const consumers = (breaks: readonly string[]) => (breaks.length === 0 ? "no known consumer" : breaks.join(", "));

const verb = (one: string, several: string, who: readonly string[]) => (who.length > 1 ? several : one);

function ofDeclassified(
  comparison: Comparison,
  { field, was }: DeclassifiedField,
  older: readonly string[],
): Diagnostic {
  const { event } = comparison;
  const pointer = `${field.schemaPointer}/x-data-classification`;
  return {
    ...ofRule("compat-declassified"),
    ...placeOf(comparison, { document: field.schemaId, pointer }),
    message: `${event.detailType}: the field ${field.pointer} is ${field.class ?? "not classified"}, but ${list.format(older)} ${verb("classifies", "classify", older)} it as ${was}`,
    fix: `keep its class, or set the new one in ${event.name}.v${event.version + 1}`,
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
  "by-role": "sent payloads judged closed, received ones open",
  "as-written": "both as written",
};

const ofRemoved = ({ detailType, against, breaks, moved }: RemovedEvent, document: string): Diagnostic => ({
  ...ofRule("compat-removed"),
  file: document,
  line: 1,
  column: 1,
  message: `${detailType} ${moved ? `moves from ${moved.from} to ${moved.to}` : "was removed"}, but in ${against} it is received by ${breaks.join(", ")}`,
  fix: moved
    ? "keep its source and bus, or send it as a new version from the new place"
    : "keep sending it until nobody receives it",
});

const ofClaimChecked = (
  { event: { detailType, name, version }, against, breaks }: ClaimCheckedEvent,
  document: string,
): Diagnostic => ({
  ...ofRule("compat-claim-check"),
  file: document,
  line: 1,
  column: 1,
  message: `${detailType} breaks ${consumers(breaks)}: large data come as a reference, which receivers by ${against} cannot read`,
  fix: `leave claimCheck off, and state it for ${name}.v${version + 1}`,
});
