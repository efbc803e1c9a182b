import { expect, test } from "vitest";
import { zero } from "../watch/counters.ts";
import type { TypeTally } from "./audit-store.ts";
import type { Listing } from "./listing.ts";
import { type RunResult, summary } from "./summary.ts";

const none = { count: 0, first: [] };
const tally = (written: number): TypeTally => ({
  ...{ written, published: written, applied: written, quarantined: 0, missing: 0, extra: 0 },
  lagMs: { p50: 1, p99: 2 },
});
const names = (what: string, count: number) => Array.from({ length: count }, (_, index) => `${what}${index + 1}`);
const manyOf = <Item>(make: (name: string) => Item): Listing<Item> => ({
  count: 1_200,
  first: names("e", 1_000).map(make),
});

/** A run with so many types, smallest first, and so many consumers. */
function run(types: number, consumers: number, more: Partial<RunResult> = {}): RunResult {
  const store = { missing: none, extra: none, unapplied: none };
  return {
    people: { people: 1, patients: 1, both: 1 },
    repaired: 0,
    registry: { written: 1, unchanged: 0, applied: 1, quarantined: 0, missing: none },
    store: { ...store, types: new Map(names("Type", types).map((type, index) => [type, tally(10 + index)])) },
    ...{ counters: zero(), seconds: 1 },
    consumers: Object.fromEntries(names("Consumer", consumers).map((name, index) => [name, index])),
    setAside: [],
    ...more,
  };
}

const everythingFailed: Partial<RunResult> = {
  repaired: 3,
  setAside: names("place", 20).map(what => ({ what: `dead letters in ${what}`, count: 2 })),
  registry: {
    ...{ written: 1, unchanged: 0, applied: 0, quarantined: 0 },
    missing: manyOf(sequenceNumber => ({ sequenceNumber })),
  },
};
const failing = (types: number, consumers: number) => {
  const { store, ...rest } = run(types, consumers, everythingFailed);
  const ids = manyOf(id => id);
  return { ...rest, store: { types: store.types, missing: ids, extra: ids, unapplied: ids } };
};

test("shows the five largest types, the sum of the others, and the total", () => {
  const text = summary(run(8, 2));
  expect([...text.matchAll(/Type\d+/g)].map(String)).toEqual(["Type4", "Type5", "Type6", "Type7", "Type8"]);
  expect(text).toMatch(/3 more: --all-types +│ +33 │/);
  expect(text).toMatch(/all +│ +108 │/);
  expect(summary(run(5, 2))).not.toContain("--all-types");
});

test("shows every type and consumer when asked to", () => {
  const text = summary(run(8, 20), { allTypes: true });
  expect(new Set(text.match(/Type\d+/g)).size).toBe(8);
  expect(new Set(text.match(/Consumer\d+/g)).size).toBe(20);
  expect(text).not.toContain("--all-types");
});

test("counts the messages of all consumers, the least busy in one row", () => {
  const text = summary(run(1, 20));
  expect(text.match(/Consumer\d+/g)).toHaveLength(6);
  expect(text).toMatch(/14 other consumers +│ +91 │/);
});

test.each([undefined, 120, 80])(
  "leaves room in 40 lines for the input's, however much went wrong, %s columns",
  width => {
    const text = summary(failing(150, 30), width === undefined ? {} : { width });
    expect(text.split("\n").length).toBeLessThanOrEqual(39);
    for (const finding of ["2 dead letters in place1", "missing: change e1", "missing: event e1"])
      expect(text).toContain(finding);
    for (const kind of ["of no version", "neither applied nor quarantined"])
      expect(text).toContain(`${kind}: event e1`);
    expect(text).toMatch(/… and 1,19\d more/);
  },
);

test("lists the findings that fit, and the number of others", () => {
  const missing = manyOf(sequenceNumber => ({ sequenceNumber }));
  const { registry } = run(1, 1);
  const text = summary(run(1, 1, { registry: { ...registry, missing } }), { allTypes: true });
  expect(text.match(/missing: change e\d+/g)).toHaveLength(10);
  expect(text.endsWith("missing: change e10, which should be in quarantine … and 1,190 more")).toBe(true);
});
