import { expect, test } from "vitest";
import { tooMany } from "./count-people.ts";
import { type Ending, exitCodeOf } from "./verdict.ts";

const none = { count: 0, first: [] };
const one = <Item>(item: Item) => ({ count: 1, first: [item] });
const result: Ending["result"] = {
  people: { people: 22, patients: 22, both: 22 },
  registry: { written: 1, unchanged: 0, applied: 1, quarantined: 0, missing: none },
  store: { types: new Map(), missing: none, extra: none, unapplied: none },
  setAside: [],
};
const clean: Ending = { result, input: { bad: 0, unreadable: 0 }, loaded: true, compared: true };
const after = (change: Partial<Ending["result"]>): Ending => ({ ...clean, result: { ...result, ...change } });

test("is 0 if everything has arrived and every person has one Patient", () => {
  expect(exitCodeOf(clean)).toBe(0);
  // A patient that the data store does not have yet is reported elsewhere.
  expect(exitCodeOf(after({ people: { people: 23, patients: 22, both: 22 } }))).toBe(0);
});

test("is 1 if there are more Patients than people, and nothing else is wrong", () => {
  const people = { people: 22, patients: 23, both: 21 };
  expect([exitCodeOf(after({ people })), tooMany(people)]).toEqual([1, 1]);
});

test.each<[string, Ending]>([
  ["a change is missing", after({ registry: { ...result.registry, missing: one({ sequenceNumber: "1" }) } })],
  ["a version is missing", after({ store: { ...result.store, missing: one("e") } })],
  ["an event is of no version", after({ store: { ...result.store, extra: one("e") } })],
  ["an event is not applied", after({ store: { ...result.store, unapplied: one("e") } })],
  ["something is set aside", after({ setAside: [{ what: "in dead letters", count: 1 }] })],
  ["an input record is bad", { ...clean, input: { bad: 1, unreadable: 0 } }],
  ["the registry was not compared", { ...clean, compared: false }],
])("is 1 when %s", (_, ending) => {
  expect(exitCodeOf(ending)).toBe(1);
});

test("is 2 if the input was not read to its end, whatever else is wrong", () => {
  const wrong = after({ people: { people: 1, patients: 2, both: 0 } });
  expect(exitCodeOf({ ...wrong, input: { bad: 1, unreadable: 1 } })).toBe(2);
  expect(exitCodeOf({ ...wrong, loaded: false })).toBe(2);
});
