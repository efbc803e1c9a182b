import Table from "cli-table3";
import type { InputFindings } from "../input/input-findings.ts";
import type { Counters } from "../watch/counters.ts";
import type { LagMeter } from "../watch/lag-meter.ts";
import { milliseconds, number } from "../watch/live-view.ts";
import type { TypeCounts } from "../watch/type-counts.ts";
import { type People, tooMany } from "./count-people.ts";
import type { Listing } from "./listing.ts";
import type { MissingChange, Reconciliation } from "./reconcile.ts";
import type { StoreReconciliation } from "./reconcile-store.ts";
import type { SetAside } from "./set-aside.ts";
import { typeRows, typeTable } from "./type-table.ts";

/** What a run has to say at its end. */
export interface RunResult {
  readonly people: People;
  /** Changes that the registry's stream had lost, found by comparison and published in this run. */
  readonly repaired: number;
  readonly reconciliation: Reconciliation;
  readonly store: StoreReconciliation;
  readonly counters: Counters;
  readonly types: TypeCounts;
  readonly lag: LagMeter;
  readonly seconds: number;
  /** Messages that each consumer of the graph is done with, this run. */
  readonly consumers: Readonly<Record<string, number>>;
  /** What failed or is left over, of every consumer of the graph, by place. */
  readonly setAside: readonly SetAside[];
}

/** How many missing changes are listed by name. */
const LISTED = 10;

/** The summary as tables, no wider than the terminal if there is one, followed by what is missing. */
export function summary(result: RunResult, width?: number): string {
  const { reconciliation, store, counters, lag, seconds, setAside } = result;
  const [p50, p99] = lag.quantiles(0.5, 0.99);
  const { written, unchanged, applied, quarantined, missing } = reconciliation;
  const table = new Table({
    head: ["registry", "", ""],
    colAligns: ["left", "right", "left"],
    style: { head: [], border: [] },
  });
  table.push(
    ["written", number(written), "in the registry's stream"],
    ["unchanged", number(unchanged), "no published field changed: no event"],
    ["applied", number(applied), "event confirmed by patient-timeline"],
    ["quarantined", number(quarantined), "kept whole, with a reason"],
    ...(result.repaired > 0 ? [["repaired", number(result.repaired), "lost by the stream, found in the table"]] : []),
    ["missing", number(missing.count), missing.count === 0 ? "" : "neither applied nor quarantined"],
    ...Object.entries(result.consumers).map(([name, done]) => [name, number(done), "messages done, this run"]),
    ["retries", number(counters.retries), "this run"],
    ["lag", `${milliseconds(p50)}`, `p50 from write to applied; p99 ${milliseconds(p99)}`],
    ["took", `${seconds.toFixed(1)} s`, `${number(Math.round(counters.applied / Math.max(seconds, 0.001)))} applied/s`],
  );
  const rows = typeRows(store, result.types);
  return [
    table.toString(),
    ...(rows.length > 0 ? [typeTable(rows, width)] : []),
    peopleLine(result.people),
    ...setAside.map(({ what, count }) => `${number(count)} ${what}`),
    ...missingLines(missing),
    ...eventLines("missing", store.missing),
    ...eventLines("of no version", store.extra),
    ...eventLines("neither applied nor quarantined", store.unapplied),
  ].join("\n");
}

/**
 * The summary for programs: one JSON document, whose `version` grows when a member changes its meaning. What is missing
 * is named up to the thousandth; the counts count all of it.
 */
export function summaryJson(result: RunResult, input: InputFindings, complete: boolean): string {
  const { reconciliation, store, counters, lag, seconds, setAside } = result;
  const { resources, patients, unchanged, bad, unreadable, nowhere } = input;
  const { missing, ...changes } = reconciliation;
  const [p50, p99] = lag.quantiles(0.5, 0.99);
  return JSON.stringify({
    version: 4,
    complete,
    input: { resources, patients, unchanged, bad, unreadable, nowhere },
    changes: { ...changes, repaired: result.repaired, missing: missing.count },
    missing: missing.first,
    types: Object.fromEntries(typeRows(store, result.types).map(({ type, ...counts }) => [type, counts])),
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
  const line = `${number(people)} people in ${number(patients)} Patients, ${number(both)} of them from both sides`;
  return tooMany(count) > 0 ? `${line}: ${number(tooMany(count))} Patients too many` : line;
}

function eventLines(what: string, ids: Listing<string>): string[] {
  return listed(ids, id => `${what}: event ${id}`);
}

function missingLines(missing: Listing<MissingChange>): string[] {
  return listed(
    missing,
    ({ sequenceNumber, eventId }) =>
      `missing: change ${sequenceNumber}${eventId ? `, event ${eventId}` : ", which should be in quarantine"}`,
  );
}

function listed<Item>({ count, first }: Listing<Item>, line: (item: Item) => string): string[] {
  const lines = first.slice(0, LISTED).map(line);
  return count > LISTED ? [...lines, `… and ${number(count - LISTED)} more`] : lines;
}
