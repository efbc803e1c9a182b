import { expect, test } from "vitest";
import { insertion, update } from "./conditional-statement.ts";

const key = { pk: { S: "p" }, sk: { S: "s" } };

test("puts values in the place of their parameters", () => {
  expect(insertion("Ledger-1", key, { fence: { S: "f" } })).toMatchObject({
    text: `INSERT INTO "Ledger-1" VALUE {'pk': ?, 'sk': ?, 'fence': ?}`,
    parameters: [{ S: "p" }, { S: "s" }, { S: "f" }],
  });
  const where = { text: '"fence" = ?', parameters: [{ S: "old" }] };
  expect(update("Ledger-1", key, { set: { a: { N: "1" }, b: { N: "2" } }, remove: ["c", "d"], where })).toMatchObject({
    text: 'UPDATE "Ledger-1" SET "a" = ? SET "b" = ? REMOVE "c" REMOVE "d" WHERE "pk" = ? AND "sk" = ? AND "fence" = ?',
    parameters: [{ N: "1" }, { N: "2" }, { S: "p" }, { S: "s" }, { S: "old" }],
  });
});

test("adds to sets that an item has", () => {
  const where = { text: '"at" > ?', parameters: [{ N: "0" }] };
  expect(update("T", { pk: { S: "p" } }, { set: { a: { N: "1" } }, add: { s: { NS: ["2"] } }, where })).toMatchObject({
    text: 'UPDATE "T" SET "a" = ? SET "s" = set_add("s", ?) WHERE "pk" = ? AND "at" > ?',
    parameters: [{ N: "1" }, { NS: ["2"] }, { S: "p" }, { N: "0" }],
  });
});

test("names an item by its table and key alone", () => {
  const name = insertion("T", key, { fence: { S: "f" } }).item;
  expect(insertion("T", key, {}).item).toBe(name);
  expect(insertion("U", key, {}).item).not.toBe(name);
  expect(insertion("T", { pk: { S: "ps" }, sk: { S: "" } }, {}).item).not.toBe(name);
});
