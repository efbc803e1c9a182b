import { expect, test } from "vitest";
import type { Quarantine } from "./quarantine.ts";

/** A quarantine under test, and its content. */
export interface QuarantineBench {
  readonly quarantine: Quarantine;
  /** Bodies by object key. */
  readonly objects: () => Promise<Readonly<Record<string, string>>>;
  /** Up to ten, in any order. */
  readonly reports: () => Promise<readonly unknown[]>;
}

const record = { source: "sample", body: '{"name":"Chalmers"}', at: Date.parse("2026-01-01T23:59:59.900Z") };
const reason = {
  contract: "Counted.v1",
  violations: [{ pointer: "/data/name", keyword: "type", message: "must be a number" }],
};

/** The behaviour of every adapter of the port. */
export function quarantineSuite(makeBench: () => Promise<QuarantineBench>): void {
  test("keeps the whole record and reports where and why, without a value", async () => {
    const { quarantine, objects, reports } = await makeBench();
    const report = await quarantine(record, reason);
    expect(report).toEqual({
      recordId: expect.stringMatching(/^[0-9a-f]{32}$/),
      contract: "Counted.v1",
      source: "sample",
      violations: [{ pointer: "/data/name", keyword: "type" }],
      at: "2026-01-01T23:59:59.900Z",
      objectKey: `sample/2026-01-01/${report.recordId}.json`,
      bytes: 19,
    });
    expect(await objects()).toEqual({ [report.objectKey]: record.body });
    expect(await reports()).toEqual([report]);
    expect(JSON.stringify(report)).not.toContain("Chalmers");
  });

  test("keeps one copy of a record that fails again, and another of another record", async () => {
    const { quarantine, objects } = await makeBench();
    await quarantine(record, reason);
    await quarantine(record, reason);
    const other = await quarantine({ ...record, body: "not JSON: é" }, { violations: [] });
    expect(other).toMatchObject({ contract: null, violations: [], bytes: 12 });
    expect(Object.values(await objects()).sort()).toEqual(["not JSON: é", record.body]);
  });

  test("reports no name that only the record knows, as it may be a value", async () => {
    const { quarantine } = await makeBench();
    const at = (keyword: string) => ({ pointer: "/data/Chalmers", keyword, message: "is not a field of the contract" });
    const report = await quarantine(record, { violations: [at("additionalProperties"), at("unevaluatedProperties")] });
    expect(report.violations.map(({ pointer }) => pointer)).toEqual(["/data/*", "/data/*"]);
  });

  test("sends a report however much is wrong", async () => {
    const { quarantine, reports } = await makeBench();
    const violation = { pointer: `/${"long".repeat(100)}`, keyword: "type", message: "must be a number" };
    await quarantine(record, { violations: Array.from({ length: 100_000 }, () => violation) });
    expect(await reports()).toHaveLength(1);
  });
}
