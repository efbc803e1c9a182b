import { idleParts } from "@tributary/event-pattern/idle-parts";
import { parsePattern } from "@tributary/event-pattern/parse-pattern";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import type { Reason } from "@tributary/event-pattern/proof/reasons";
import { type Satisfiability, satisfiable } from "@tributary/event-pattern/satisfiable";
import { LONGEST_PATTERN, PATTERN_QUOTA, USUAL_PATTERN } from "../pattern/pattern-length.ts";
import { schemaSet } from "../schema/schema-closure.ts";
import type { ContractModel, EventModel, OperationModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject } from "../source/json-pointer.ts";
import type { SourceFile } from "../source/source-file.ts";
import { finding } from "./finding.ts";
import type { SchemaCompiler } from "./schema-compiler.ts";

/**
 * Whether each content filter of a reception is a pattern that EventBridge accepts, and one that some event of the contract
 * matches: proved with an event, or refuted with the conditions that are to blame. A filter that fails either would silently
 * deliver nothing.
 */
export function checkFilters({ document, operations, schemas }: ContractModel, compiler: SchemaCompiler): Diagnostic[] {
  const set = schemaSet(schemas);
  return operations.flatMap(operation => {
    const { event, filter, action } = operation;
    if (filter === undefined || action !== "receive") return [];
    const refused = [...refusedBy(operation, document), ...onClaimedData(operation, document)];
    if (refused.length > 0) return refused;
    const long = checkLength(operation, document);
    if (long.some(({ severity }) => severity === "error")) return long;
    const explain = compiler.explain(event.schema);
    if (explain === undefined) return []; // The schema has findings of its own.
    const options = { schemas: set, validate: (detail: unknown) => explain(detail).length === 0 };
    const decide = (each: Filter) => satisfiable(each, event.schema.schema, options);
    const whole = verdictOn(operation, decide(filter), document);
    return [...long, ...(whole.length > 0 ? whole : checkParts(operation, filter, decide, document))];
  });
}

type Filter = Readonly<Record<string, unknown>>;

/** Of several values that a field may have, and of the alternatives of `$or`, those that no event has. */
function checkParts(
  { event, pointer }: OperationModel,
  filter: Filter,
  decide: (filter: Filter) => Satisfiability,
  document: SourceFile,
): Diagnostic[] {
  const at = `${pointer}/x-eventbridge/filter`;
  return idleParts(filter, decide).flatMap(part => {
    if (part.reasons.length > 0) return part.reasons.map(reason => refutation(reason, event, at, document));
    const what = part.kind === "value" ? "has this value here" : "matches this alternative";
    return [finding("filter-value-impossible", document, at + part.pointer, `no event of ${event.detailType} ${what}`)];
  });
}

/** What EventBridge says of a filter that it would not take. */
function refusedBy({ filter, pointer }: OperationModel, document: SourceFile): Diagnostic[] {
  try {
    parsePattern(JSON.stringify({ detail: filter }));
    return [];
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const at = `${pointer}/x-eventbridge/filter${error.pointer.replace(/^\/detail/, "")}`;
    return [finding("filter-invalid", document, at, error.reason)];
  }
}

/** Conditions on data that EventBridge does not see where they travel by claim check: it would deliver nothing. */
function onClaimedData({ event, filter = {}, pointer }: OperationModel, document: SourceFile): Diagnostic[] {
  if (!event.claimCheck) return [];
  const fix = "filter by metadata, or in the handler; or send the event without claimCheck";
  const message = `${event.detailType} may travel by claim check, without the data that this filter tests`;
  return dataConditions(filter).map(at =>
    finding("filter-on-claim-check", document, `${pointer}/x-eventbridge/filter${at}`, message, { fix }),
  );
}

/** Where a filter asks for data: at its top, and in each alternative of `$or`. */
function dataConditions(filter: unknown, at = ""): string[] {
  if (!isObject(filter)) return [];
  const alternatives = Array.isArray(filter.$or) ? filter.$or : [];
  return [
    ...("data" in filter ? [`${at}/data`] : []),
    ...alternatives.flatMap((each, index) => dataConditions(each, `${at}/$or/${index}`)),
  ];
}

/** Whether the rule's pattern, which the filter is the `detail` of, keeps within what EventBridge takes. */
function checkLength({ event, filter, pointer }: OperationModel, document: SourceFile): Diagnostic[] {
  const { source, detailType } = event;
  const { length } = JSON.stringify({ source: [source], "detail-type": [detailType], detail: filter });
  if (length <= USUAL_PATTERN) return [];
  const at = `${pointer}/x-eventbridge/filter`;
  const isRefused = length > LONGEST_PATTERN;
  const limit = isRefused
    ? `EventBridge allows ${LONGEST_PATTERN}`
    : `an account may use ${USUAL_PATTERN} until its quota is raised`;
  const message = `this filter makes the pattern of the rule ${length} characters long, but ${limit} (${PATTERN_QUOTA})`;
  const fix = "replace many values by a few short conditions, such as a prefix";
  return [finding("filter-too-long", document, at, message, { fix, isMild: !isRefused })];
}

function verdictOn({ event, pointer }: OperationModel, verdict: Satisfiability, document: SourceFile): Diagnostic[] {
  const at = `${pointer}/x-eventbridge/filter`;
  if (verdict.verdict === "yes") return [];
  if (verdict.verdict === "unknown") {
    const message = `cannot decide whether an event of ${event.detailType} matches, because of ${verdict.keyword} at ${verdict.pointer || "/"} in its schema`;
    return [finding("filter-undecided", document, at, message)];
  }
  return verdict.reasons.map(reason => refutation(reason, event, at, document));
}

function refutation(
  { kind, pointer, message }: Reason,
  { detailType }: EventModel,
  at: string,
  document: SourceFile,
): Diagnostic {
  const rule = kind === "unknown-field" ? "filter-path-unknown" : "filter-value-impossible";
  return finding(rule, document, at + pointer, `no event of ${detailType} matches: ${message}`);
}
