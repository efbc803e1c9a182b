import { expect, test } from "vitest";
import { agreementOn, typeFaults } from "./schema-agreement.ts";

const schemas = 500;

test(`check, generate and an independent validator agree on ${schemas} random schemas, and their types compile`, () => {
  const all = Array.from({ length: schemas }, (_, seed) => agreementOn(seed));
  const taken = all.filter(({ refused }) => refused === undefined);
  const sum = (of: "accepted" | "rejected") => taken.reduce((total, each) => total + each[of], 0);
  // Of no use were schemas that nobody takes, or values that all obey or none.
  expect(taken.length).toBeGreaterThan(schemas * 0.8);
  expect(sum("accepted")).toBeGreaterThan(schemas);
  expect(sum("rejected")).toBeGreaterThan(schemas);
  expect(typeFaults(taken.map(({ types }) => types))).toEqual([]);
});
