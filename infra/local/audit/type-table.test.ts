import { expect, test } from "vitest";
import { type TypeRow, typeTable } from "./type-table.ts";

const row = (type: string, more: Partial<TypeRow> = {}): TypeRow => ({
  type,
  ...{ written: 2, published: 2, suppressed: 0, applied: 2, quarantined: 0, missing: 0, extra: 0 },
  lagMs: { p50: 1_500, p99: 12_345 },
  ...more,
});
const rows = [
  row("MedicinalProductUndesirableEffect"),
  row("Patient", { written: 12_345, suppressed: 83, applied: 12_344, missing: 1 }),
];

test("shows every count in a row if the width allows or is unknown", () => {
  const table = typeTable(rows);
  expect(table).toMatch(/Patient +│ +12,345 │ +2 │ +83 │ +12,344 │ +0 │ +1 │ +0 │ +1\.5 s │ +12\.3 s │/);
  expect(table).toMatch(/all +│ +12,347 │/);
  expect(typeTable(rows, { width: 200 })).toBe(table);
});

test("fits a terminal of 80 columns, with everything that went wrong", () => {
  const lines = typeTable(rows, { width: 80 }).split("\n");
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  expect(lines.map(line => line.trimEnd().replaceAll(/ {2,}/g, "  "))).toEqual([
    "FHIR versions  written  published  applied  lag p50  lag p99",
    "MedicinalProductUndesirableEffect  2  2  2  1.5 s  12.3 s",
    "Patient  12,345  2  12,344  1.5 s  12.3 s",
    "  suppressed 83 · missing 1",
    "all  12,347  4  12,346",
    "  suppressed 83 · missing 1",
  ]);
});
