import { milliseconds, number } from "@tributary/cli/dev/figures";
import Table from "cli-table3";
import type { Counters } from "../watch/counters.ts";
import type { StoreFindings } from "./audit-store.ts";

/** One type of resource in the data store: versions and their events; lags in milliseconds. */
export interface TypeRow {
  readonly type: string;
  readonly written: number;
  readonly published: number;
  /** Notices in this run of versions that had been published already. */
  readonly suppressed: number;
  readonly applied: number;
  readonly quarantined: number;
  readonly missing: number;
  readonly extra: number;
  /** Times from a version to the publication of its event. */
  readonly lagMs: { readonly p50: number | null; readonly p99: number | null };
}

/** A row per type, by name. */
export function typeRows({ types }: StoreFindings, passed: Counters["types"]): TypeRow[] {
  return [...types]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([type, counts]) => ({ type, ...counts, suppressed: passed.get(type)?.suppressed ?? 0 }));
}

const counts = ["written", "published", "suppressed", "applied", "quarantined", "missing", "extra"] as const;
const path = ["written", "published", "applied"] as const;
/** Style of sums. */
const NO_LAG: TypeRow["lagMs"] = { p50: null, p99: null };
const aside = ["suppressed", "quarantined", "missing", "extra"] as const;

/** The table's maximum width, and the number of types with a row each. */
export interface TypeTableOptions {
  readonly width?: number | undefined;
  readonly largest?: number;
}

/**
 * The rows and their sum as a table. If that is wider than `width`, it has no lines, and counts that are mostly zero stand below
 * their row. Types beyond the largest share a row.
 */
export function typeTable(
  rows: readonly TypeRow[],
  { width = Number.POSITIVE_INFINITY, largest = Number.POSITIVE_INFINITY }: TypeTableOptions = {},
): string {
  const all = [...shownRows(rows, largest), sumOf("all", rows)];
  const table = new Table({
    head: ["FHIR versions", ...counts, "lag p50", "lag p99"],
    colAligns: aligned(counts.length + 2),
    style: { head: [], border: [], compact: true },
  });
  table.push(...all.map(row => [row.type, ...counts.map(count => number(row[count])), ...lags(row)]));
  const text = table.toString();
  return text.indexOf("\n") > width ? narrowTable(all) : text;
}

const noLines = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"].flatMap(line =>
    [line, `${line}-left`, `${line}-mid`, `${line}-right`].map(name => [name, ""]),
  ),
);

function narrowTable(rows: readonly TypeRow[]): string {
  const table = new Table({
    head: ["FHIR versions", ...path, "lag p50", "lag p99"],
    colAligns: aligned(path.length + 2),
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
    chars: { ...noLines, middle: "  " },
  });
  for (const row of rows) {
    table.push([row.type, ...path.map(count => number(row[count])), ...lags(row)]);
    const more = aside.filter(count => row[count] > 0).map(count => `${count} ${number(row[count])}`);
    if (more.length > 0) table.push([{ content: `  ${more.join(" · ")}`, colSpan: path.length + 3 }]);
  }
  return table.toString();
}

function aligned(numbers: number): ("left" | "right")[] {
  return ["left", ...Array.from({ length: numbers }, () => "right" as const)];
}

/** The largest types by name, then the sum of the others. */
function shownRows(rows: readonly TypeRow[], largest: number): TypeRow[] {
  if (rows.length <= largest) return [...rows];
  const bySize = [...rows].sort((one, other) => other.written - one.written);
  const shown = new Set(bySize.slice(0, largest));
  const others = rows.filter(row => !shown.has(row));
  return [...rows.filter(row => shown.has(row)), sumOf(`${others.length} more: --all-types`, others)];
}

function sumOf(type: string, rows: readonly TypeRow[]): TypeRow {
  const sums = counts.map(count => [count, rows.reduce((all, row) => all + row[count], 0)]);
  return {
    type,
    lagMs: NO_LAG,
    ...(Object.fromEntries(sums) as Pick<TypeRow, (typeof counts)[number]>),
  };
}

function lags({ lagMs }: TypeRow): string[] {
  return lagMs === NO_LAG ? ["", ""] : [lag(lagMs.p50), lag(lagMs.p99)];
}

function lag(value: number | null): string {
  return milliseconds(value ?? undefined);
}
