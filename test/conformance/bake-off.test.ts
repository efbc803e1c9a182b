import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bakeOffTable, edits, judge } from "./bake-off-edits.ts";

test.each(edits)("judges the edit “$name” in the right direction", edit => {
  const { findings } = judge(edit);
  expect(Object.fromEntries(findings.map(({ direction, verdict }) => [direction, verdict]))).toEqual({
    backward: edit.breaks.includes("backward") ? "incompatible" : "compatible",
    forward: edit.breaks.includes("forward") ? "incompatible" : "compatible",
  });
});

test("the edits are one that is harmless and 17 that break", () => {
  expect(edits.filter(({ breaks }) => breaks.length === 0)).toHaveLength(1);
  expect(edits.filter(({ breaks }) => breaks.length > 0)).toHaveLength(17);
});

test("the documentation has the current table", () => {
  const documentation = readFileSync(new URL("../../docs/compatibility.md", import.meta.url), "utf8");
  expect(documentation).toContain(bakeOffTable());
});
