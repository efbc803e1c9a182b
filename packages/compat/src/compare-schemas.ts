import { isObject, valueAt } from "@tributary/contract-tools/json-pointer";
import { withinTime } from "@tributary/contract-tools/within-time";
import { circularReference } from "./circular-reference.ts";
import { nodeFactory } from "./node-factory.ts";
import { openSchemas } from "./open-schemas.ts";
import { readNode } from "./read-node.ts";
import { haveSameText } from "./same-text.ts";
import { compileSchema, forgetCompilers, type SchemaCheck } from "./schema-check.ts";
import { type SchemaDocuments, schemaDocuments } from "./schema-documents.ts";
import { SchemaError, TooDeepError, TooLargeError } from "./schema-error.ts";
import { schemaPlace } from "./schema-place.ts";
import type { SchemaVersion } from "./schema-version.ts";
import { shrink } from "./shrink.ts";
import { type Json, type Outcome, undecided } from "./solve/outcome.ts";
import { createSolver } from "./solve/solver.ts";
import { Undecided } from "./undecided.ts";
import type { Direction, Finding, Judgement, Mode, SchemaPlace, Verdict } from "./verdict.ts";

/** How long reading a schema may take, and compiling it. Its keywords are counted, so that hardly any meets this. */
const COMPILE_MS = 6_000;

/** How long ajv may take to judge what was found, and again less of it: a pattern that backtracks would never end. */
const CONFIRM_MS = 2_000;

/** How long a search may take. Its steps are counted, so that this is met by a pattern that backtracks and hardly else. */
const SEARCH_MS = 6_000;

/** Options of a comparison. By default full, as written. */
export interface CompareOptions {
  readonly mode?: Mode;
  readonly judgement?: Judgement;
  /**
   * Milliseconds for reading a schema, for the search and for the confirmation of what was found; `Infinity` for no bound.
   * What takes longer is `unknown`. Sizes and steps are bounded as well, whatever the clock says.
   */
  readonly limits?: Partial<Limits>;
}

interface Limits {
  readonly compileMs: number;
  readonly searchMs: number;
  readonly confirmMs: number;
}

/**
 * Whether data of one version is valid in the other: a proof, a counter-example that ajv confirms, or `unknown` with
 * the keyword in the way. Throws `SchemaError` for a schema that is none.
 */
export function compareSchemas(
  before: SchemaVersion,
  after: SchemaVersion,
  { mode = "full", judgement = "as-written", limits = {} }: CompareOptions = {},
): Verdict {
  const settings = {
    judgement,
    limits: { compileMs: COMPILE_MS, searchMs: SEARCH_MS, confirmMs: CONFIRM_MS, ...limits },
  };
  const directions: readonly Direction[] = mode === "full" ? ["backward", "forward"] : [mode];
  const findings = directions.map(direction =>
    direction === "backward" ? flow(before, after, direction, settings) : flow(after, before, direction, settings),
  );
  const worst = (["incompatible", "unknown"] as const).find(verdict => findings.some(each => each.verdict === verdict));
  return { verdict: worst ?? "compatible", findings };
}

interface Settings {
  readonly judgement: Judgement;
  readonly limits: Limits;
}

function flow(from: SchemaVersion, to: SchemaVersion, direction: Direction, { judgement, limits }: Settings): Finding {
  const { compileMs, searchMs, confirmMs } = limits;
  const unknown = (keyword: string, pointer = ""): Finding => ({ verdict: "unknown", direction, keyword, pointer });
  const sent = decided(compileMs, () => compiledDocuments("from", from));
  // Whatever a schema says, it allows what it allows, and a tolerant reader of it no less; however deep it is.
  if (decided(compileMs, () => haveSameText(from, to)) === true) return { verdict: "compatible", direction };
  const reader = judgement === "by-role" ? decided(compileMs, () => openSchemas(to)) : to;
  const received = reader instanceof Undecided ? reader : decided(compileMs, () => compiledDocuments("to", reader));
  if (sent instanceof Undecided) return unknown(sent.keyword, sent.pointer);
  if (reader instanceof Undecided) return unknown(reader.keyword, reader.pointer);
  if (received instanceof Undecided) return unknown(received.keyword, received.pointer);
  const sends = sent.compiled.check;
  const receives = received.compiled.check;
  const searched = withinTime(searchMs, () => search(sent.documents, received.documents, judgement === "by-role"));
  if (searched === undefined) return unknown("(time)");
  const [outcome] = searched;
  if (outcome.kind === "empty") return { verdict: "compatible", direction };
  if (outcome.kind === "undecided") return unknown(outcome.keyword, outcome.pointer);
  const breaks = (value: Json) => sends(value) === undefined && receives(value) !== undefined;
  const confirmed = withinTime(confirmMs, () => breaks(outcome.value));
  if (confirmed === undefined) return unknown("pattern");
  // Without ajv's confirmation a value is neither a counter-example nor a proof.
  if (!confirmed[0]) return unknown("(unconfirmed)");
  const [counterExample] = withinTime(confirmMs, () => shrink(outcome.value, breaks)) ?? [outcome.value];
  return {
    verdict: "incompatible",
    direction,
    counterExample,
    ...reason(from, { to, reader }, receives, counterExample),
  };
}

interface Received {
  readonly to: SchemaVersion;
  /** The same as it is read. */
  readonly reader: SchemaVersion;
}

function reason(from: SchemaVersion, { to, reader }: Received, receives: SchemaCheck, value: Json) {
  const failure = receives(value);
  if (failure === undefined) throw new Error("a counter-example has to fail");
  const { schema, ...rest } = failure;
  const read = schemaPlace(schema, reader);
  const place = read && placeIn(to, read);
  return {
    validUnder: from.name,
    invalidUnder: to.name,
    ...rest,
    ...(place === undefined ? {} : { place: { ...place, pointer: `${place.pointer}/${failure.keyword}` } }),
  };
}

/** The place as written: what is read otherwise than it stands there is part of the schema around it. */
function placeIn({ schema, others }: SchemaVersion, { document, pointer }: SchemaPlace): SchemaPlace {
  const written = document === undefined ? schema : others?.get(document);
  let up = pointer;
  while (up !== "" && !isObject(valueAt(written, up))) up = up.slice(0, up.lastIndexOf("/"));
  return { ...(document !== undefined && { document }), pointer: up };
}

/** What is made; or what is in the way, be it depth, size or time. */
function decided<Made>(milliseconds: number, make: () => Made): Made | Undecided {
  try {
    const made = withinTime(milliseconds, make);
    if (made !== undefined) return made[0];
    forgetCompilers();
    return new Undecided("(compile)", "");
  } catch (error) {
    if (error instanceof Undecided) return error;
    if (error instanceof TooLargeError) return new Undecided("(large)", "");
    if (error instanceof TooDeepError || error instanceof RangeError) return new Undecided("(depth)", "");
    throw error;
  }
}

/** A value that the one allows and the other refuses. */
function search(from: SchemaDocuments, to: SchemaDocuments, closed: boolean): Outcome {
  const factory = nodeFactory();
  try {
    const allowed = readNode(from.root, { documents: from, factory, closed });
    const refused = readNode(to.root, { documents: to, factory, closed: false });
    const outcome = createSolver(factory).solve([
      { node: allowed, sign: true },
      { node: refused, sign: false },
    ]);
    const [dynamic] = [...from.dynamic, ...to.dynamic];
    return outcome.kind === "empty" && dynamic !== undefined ? undecided(dynamic.keyword, dynamic.pointer) : outcome;
  } catch (error) {
    if (error instanceof Undecided) return { kind: "undecided", keyword: error.keyword, pointer: error.pointer };
    if (error instanceof RangeError) return { kind: "undecided", keyword: "(depth)", pointer: "" };
    throw error;
  }
}

function compiledDocuments(side: string, version: SchemaVersion) {
  const compiled = compileSchema(version.name, version.schema, version.others);
  const documents = schemaDocuments(side, version, compiled);
  const circular = circularReference(documents);
  if (circular !== undefined) throw new SchemaError(version.name, circular, "it refers to itself without end");
  return { compiled, documents };
}
