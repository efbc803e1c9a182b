import { expect, test } from "vitest";
import { changesText } from "./changes-text.ts";

const names = (count: number) => Array.from({ length: count }, (_, at) => `R${at + 1}`);

test("a deployment is told by what it created, updated and removed", () => {
  expect(changesText({ created: ["Queue"], updated: [], removed: ["Old", "Older"] })).toBe(
    "created Queue; removed Old, Older",
  );
  expect(changesText({ created: [], updated: [], removed: [] })).toBe("");
});

test("a line names the first of many resources, but every one that is removed", () => {
  expect(changesText({ created: names(8), updated: names(10), removed: names(10) })).toBe(
    "created R1, R2, R3, R4, R5, R6, R7, R8; updated R1, R2, R3, R4, R5, R6, R7, R8 and 2 more; " +
      "removed R1, R2, R3, R4, R5, R6, R7, R8, R9, R10",
  );
});
