import { milliseconds, number } from "@tributary/cli/dev/figures";
import Table from "cli-table3";
import type { InputFindings } from "../input/input-findings.ts";
import type { Counters } from "../watch/counters.ts";
import type { MissingChange, RegistryFindings } from "./audit-registry.ts";
import type { StoreFindings } from "./audit-store.ts";
import { type People, tooMany } from "./count-people.ts";
import type { Listing } from "./listing.ts";
import type { SetAside } from "./set-aside.ts";
import { typeRows, typeTable } from "./type-table.ts";

/** The results of a run. */
export interface RunResult {
  readonly people: People;
  /** Changes that the registry's stream had lost; a comparison found and published them in this run. */
  readonly repaired: number;
  readonly registry: RegistryFindings;
  readonly store: StoreFindings;
  readonly counters: Counters;
  readonly seconds: number;
  /** Messages handled by each consumer of the graph in this run. */
  readonly consumers: Readonly<Record<string, number>>;
  /** Everything failed or left over, of every consumer of the graph, by place. */
  readonly setAside: readonly SetAside[];
}

/** Lines of the summary and of the output above it, so that they fit one screen. */
const LINES = 40;
const LINES_ABOVE = 1;
/** Types and consumers with a row each; the others share one. */
const LARGEST_TYPES = 5;
const BUSIEST_CONSUMERS = 7;
/** Findings listed per kind if lines are not limited. */
const LISTED = 10;

/** The extent of the output. */
export interface SummaryOptions {
  readonly width?: number;
  /** Gives every type and consumer a row, in any number of lines. */
  readonly allTypes?: boolean;
}

/** The summary as tables, no wider than the terminal, if any; then the findings. */
export function summary(result: RunResult, { width, allTypes = false }: SummaryOptions = {}): string {
  const { registry, store, counters, seconds, setAside } = result;
  const [p50, p99] = counters.lag.quantiles(0.5, 0.99);
  const { written, unchanged, applied, quarantined, missing } = registry;
  const table = new Table({
    head: ["registry", "", ""],
    colAligns: ["left", "right", "left"],
    style: { head: [], border: [], compact: true },
  });
  table.push(
    ["written", number(written), "in the registry's stream"],
    ["unchanged", number(unchanged), "no published field changed: no event"],
    ["applied", number(applied), "event confirmed by patient-timeline"],
    ["quarantined", number(quarantined), "kept whole, with a reason"],
    ...(result.repaired > 0 ? [["repaired", number(result.repaired), "lost by the stream, found in the table"]] : []),
    ["missing", number(missing.count), missing.count === 0 ? "" : "neither applied nor quarantined"],
    ...consumerRows(result.consumers, allTypes),
    ["retries", number(counters.retries), "this run"],
    ["lag", `${milliseconds(p50)}`, `p50 from write to applied; p99 ${milliseconds(p99)}`],
    ["took", `${seconds.toFixed(1)} s`, `${number(Math.round(counters.applied / Math.max(seconds, 0.001)))} applied/s`],
  );
  const rows = typeRows(store, counters.types);
  const tables = [
    table.toString(),
    ...(rows.length > 0 ? [typeTable(rows, { width, ...(!allTypes && { largest: LARGEST_TYPES }) })] : []),
    peopleLine(result.people),
  ].join("\n");
  const findings = [
    { count: setAside.length, lines: setAside.map(({ what, count }) => `${number(count)} ${what}`) },
    { count: missing.count, lines: missing.first.slice(0, LISTED).map(missingLine) },
    eventLines("missing", store.missing),
    eventLines("of no version", store.extra),
    eventLines("neither applied nor quarantined", store.unapplied),
  ].filter(({ count }) => count > 0);
  const room = allTypes ? LISTED * findings.length : LINES - LINES_ABOVE - tables.split("\n").length;
  return [tables, ...listed(findings, room)].join("\n");
}

/** Rows of the busiest consumers, and one for the others. */
function consumerRows(consumers: RunResult["consumers"], all: boolean): string[][] {
  const entries = Object.entries(consumers);
  const shown = all || entries.length <= BUSIEST_CONSUMERS ? entries.length : BUSIEST_CONSUMERS - 1;
  const busiest = new Set([...entries].sort(([, one], [, other]) => other - one).slice(0, shown));
  const others = entries.filter(entry => !busiest.has(entry));
  const sum = others.reduce((total, [, done]) => total + done, 0);
  const row = (name: string, done: number) => [name, number(done), "messages handled in this run"];
  return [
    ...entries.filter(entry => busiest.has(entry)).map(([name, done]) => row(name, done)),
    ...(others.length > 0 ? [row(`${others.length} other consumers`, sum)] : []),
  ];
}

/**
 * The summary for programs: one JSON document, whose `version` grows when a member changes its meaning. It names the first
 * thousand findings of a kind and counts all of them.
 */
export function summaryJson(result: RunResult, input: InputFindings, complete: boolean): string {
  const { registry, store, counters, seconds, setAside } = result;
  const { resources, patients, unchanged, bad, unreadable, nowhere } = input;
  const { missing, ...changes } = registry;
  const [p50, p99] = counters.lag.quantiles(0.5, 0.99);
  return JSON.stringify({
    version: 4,
    complete,
    input: { resources, patients, unchanged, bad, unreadable, nowhere },
    changes: { ...changes, repaired: result.repaired, missing: missing.count },
    missing: missing.first,
    types: Object.fromEntries(typeRows(store, counters.types).map(({ type, ...counts }) => [type, counts])),
    events: {
      missing: store.missing.first,
      extra: store.extra.first,
      unapplied: store.unapplied.first,
      counts: { missing: store.missing.count, extra: store.extra.count, unapplied: store.unapplied.count },
    },
    consumers: result.consumers,
    people: result.people,
    setAside,
    retries: counters.retries,
    lagMs: { p50: p50 ?? null, p99: p99 ?? null },
    seconds: Math.round(seconds * 1_000) / 1_000,
  });
}

function peopleLine(count: People): string {
  const { people, patients, both } = count;
  const line = `${counted(people, "person", "people")} in ${counted(patients, "Patient", "Patients")}, ${number(both)} of them from both sides`;
  return tooMany(count) > 0 ? `${line}: ${counted(tooMany(count), "Patient", "Patients")} too many` : line;
}

const counted = (count: number, one: string, many: string) => `${number(count)} ${count === 1 ? one : many}`;

/** Findings of one kind: their number, and the first of them. */
interface Findings {
  readonly count: number;
  readonly lines: readonly string[];
}

function eventLines(what: string, { count, first }: Listing<string>): Findings {
  return { count, lines: first.slice(0, LISTED).map(id => `${what}: event ${id}`) };
}

function missingLine({ sequenceNumber, eventId }: MissingChange): string {
  return `missing: change ${sequenceNumber}${eventId ? `, event ${eventId}` : ", which should be in quarantine"}`;
}

/** Findings in the available lines, shared among the kinds; the last line of a kind counts the rest. */
function listed(findings: readonly Findings[], room: number): string[] {
  const all = findings.flatMap(({ count, lines }) => {
    const shown = lines.slice(0, Math.max(1, Math.floor(room / findings.length)));
    const more = count - shown.length;
    return more > 0 ? [...shown.slice(0, -1), `${shown.at(-1)} … and ${number(more)} more`] : shown;
  });
  const last = Math.max(0, room - 1);
  return all.length > room ? [...all.slice(0, last), all.slice(last).join("; ")] : all;
}
