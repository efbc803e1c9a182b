import { expect, test } from "vitest";
import { parseSourceFile } from "../source/source-file.ts";
import { finding } from "./finding.ts";
import { applySuppressions } from "./suppressions.ts";

const yaml = (remark: string) => parseSourceFile("a.yaml", `channels:\n  ${remark}\n  # more\n\n  one: 1\n  two: 2\n`);
const json = (remark: string) =>
  parseSourceFile("a.json", JSON.stringify({ a: { $comment: remark, b: { c: 1 } }, d: 1 }, null, 1));
const rules = (...args: Parameters<typeof applySuppressions>) =>
  applySuppressions(...args).map(({ rule, severity, message }) => `${severity} ${rule} ${message}`.trim());

test("a comment with a reason covers the next line of YAML, and no other", () => {
  const file = yaml("# tributary-ignore event-size: it is cut before");
  const at = (pointer: string) => finding("event-size", file, pointer, pointer);
  expect(rules([at("/channels/one"), at("/channels/two")], [file], true)).toEqual(["warning event-size /channels/two"]);
});

test("a comment behind something covers its own line", () => {
  const file = parseSourceFile("a.yaml", "one: 1 # tributary-ignore event-size: cut before\ntwo: 2\n");
  const at = (pointer: string) => finding("event-size", file, pointer, pointer);
  expect(rules([at("/one"), at("/two")], [file], true)).toEqual(["warning event-size /two"]);
});

test("a $comment with a reason covers its siblings and everything below", () => {
  const file = json("tributary-ignore field-unbounded: cut before");
  const at = (pointer: string) => finding("field-unbounded", file, pointer, pointer);
  expect(rules([at("/a"), at("/a/b/c"), at("/d")], [file], true)).toEqual(["warning field-unbounded /d"]);
});

test("another rule is not covered", () => {
  const file = json("tributary-ignore field-unbounded: cut before");
  const found = [finding("field-unclassified", file, "/a/b", "x"), finding("field-unbounded", file, "/a/b", "y")];
  expect(rules(found, [file], true)).toEqual(["error field-unclassified x"]);
});

test("without a reason nothing is suppressed, and that is an error", () => {
  const file = yaml("# tributary-ignore event-size");
  const found = [finding("event-size", file, "/channels/one", "x")];
  expect(rules(found, [file], true)).toEqual([
    "warning event-size x",
    "error suppression-without-reason event-size is suppressed without a reason",
  ]);
});

test("a firm rule is not suppressed", () => {
  const file = json("tributary-ignore schema-dialect: we like it");
  expect(rules([finding("schema-dialect", file, "/a/b", "x")], [file], true)).toEqual([
    "error schema-dialect x",
    "warning suppression-unused schema-dialect cannot be suppressed",
  ]);
});

test("a suppression that suppresses nothing, or no rule, is a warning at its place", () => {
  const unused = yaml("# tributary-ignore field-unbounded: cut before");
  expect(applySuppressions([], [unused], true)).toMatchObject([{ rule: "suppression-unused", line: 2, column: 3 }]);
  expect(rules([], [yaml("# tributary-ignore nothing: so")], true)).toEqual([
    "warning suppression-unused there is no rule nothing",
  ]);
});

test("a rule that needs a graph is not missed without one", () => {
  const file = yaml("# tributary-ignore event-size: cut before");
  expect(rules([], [file], false)).toEqual([]);
  expect(rules([], [file], true)).toHaveLength(1);
});
