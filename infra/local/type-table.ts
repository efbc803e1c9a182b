import Table from "cli-table3";
import { milliseconds, number } from "./live-view.ts";
import type { StoreReconciliation } from "./reconcile-store.ts";
import type { TypeCounts } from "./type-counts.ts";

/** One type of resource in the data store: versions and their events; lags in milliseconds. */
export interface TypeRow {
  readonly type: string;
  readonly written: number;
  readonly published: number;
  /** Notices in this run that had nothing new to tell. */
  readonly suppressed: number;
  readonly applied: number;
  readonly quarantined: number;
  readonly missing: number;
  readonly extra: number;
  /** From a version to the publication of its event. */
  readonly lagMs: { readonly p50: number | null; readonly p99: number | null };
}

/** A row for each type, by name. */
export function typeRows({ types }: StoreReconciliation, { suppressed }: TypeCounts): TypeRow[] {
  return [...types]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([type, counts]) => ({ type, ...counts, suppressed: suppressed.get(type) ?? 0 }));
}

/** The rows as a table, with their sum. */
export function typeTable(rows: readonly TypeRow[]): string {
  const columns = ["written", "published", "suppressed", "applied", "quarantined", "missing", "extra"] as const;
  const table = new Table({
    head: ["FHIR versions", ...columns, "lag p50", "lag p99"],
    colAligns: ["left", ...Array.from({ length: columns.length + 2 }, () => "right" as const)],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows)
    table.push([row.type, ...columns.map(column => number(row[column])), lag(row.lagMs.p50), lag(row.lagMs.p99)]);
  const sum = (column: (typeof columns)[number]) => rows.reduce((all, row) => all + row[column], 0);
  table.push(["all", ...columns.map(column => number(sum(column))), "", ""]);
  return table.toString();
}

function lag(value: number | null): string {
  return milliseconds(value ?? undefined);
}
