import { openHealthLake } from "@tributary/testkit/open-healthlake";
import { describe, expect, it } from "vitest";
import { DEFAULT_BEHAVIOUR } from "../behaviour.ts";
import { findDatastore } from "../datastore.ts";
import { searchSql } from "./search-sql.ts";

/** How SQLite finds what a search asks for: a line a step. */
function planOf(path: string, order = "d.updated_at ASC, d.doc ASC", strong = false): string[] {
  const { cloud, datastoreId } = openHealthLake();
  const context = { ...cloud.context, behaviour: DEFAULT_BEHAVIOUR, validate: () => [] };
  const datastore = findDatastore(context, datastoreId);
  const [type = "", query = ""] = path.split("?");
  const { text, values } = searchSql({ context, datastore, base: "", strong }, type, [...new URLSearchParams(query)]);
  return context.store
    .prepare(`EXPLAIN QUERY PLAN SELECT d.doc FROM ${text} ORDER BY ${order} LIMIT 10`)
    .all(...values)
    .map(row => String(row.detail));
}

describe("the plan of a search", () => {
  it.each([
    "Patient?_id=a",
    "Patient?_id=a,b&_lastUpdated=ge2026",
    "Patient?identifier=urn:mrn|7",
    "Patient?identifier=7&gender=female",
    "Patient?family=chal",
    "Observation?patient=a",
    "Observation?patient=a&code=29463-7&date=ge2026",
    "Observation?patient.identifier=7",
    "Patient?_has:Observation:patient:value-quantity=gt75",
  ])("goes through no table for %s", path => {
    for (const strong of [false, true]) {
      const plan = planOf(path, undefined, strong);
      expect(plan.filter(line => /^SCAN (healthlake|d\b|r\b)/.test(line))).toEqual([]);
      expect(plan.join("\n")).toMatch(/SEARCH d USING INTEGER PRIMARY KEY/);
    }
  });

  it.each([
    ["Observation?_lastUpdated=ge2026-01-01", "d.updated_at ASC, d.doc ASC", ">?"],
    ["Observation?_lastUpdated=ge2026-01-01", "d.updated_at DESC, d.doc DESC", ">?"],
    [
      "Observation?_lastUpdated=ge2026-01-01&_lastUpdated=lt2026-02-01",
      "d.updated_at ASC, d.doc ASC",
      ">? AND updated_at<?",
    ],
  ])("follows the index of updates for %s, in order (%s)", (path, order, bounds) => {
    const plan = planOf(path, order);
    expect(plan).toHaveLength(1); // Nothing is sorted afterwards.
    expect(plan[0]).toContain(`INDEX healthlake_docs_by_update (store=? AND type=? AND updated_at${bounds}`);
  });
});
