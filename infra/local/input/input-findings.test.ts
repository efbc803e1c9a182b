import { expect, test } from "vitest";
import { createInputFindings } from "./input-findings.ts";

function findings() {
  const said: string[] = [];
  return { said, found: createInputFindings(line => said.push(line)) };
}

test("reports the first twenty of a kind and file, then the number of others", () => {
  const { said, found } = findings();
  for (let line = 1; line <= 1_000; line++) found.report("bad", { file: "a", line }, "not JSON");
  for (let line = 1; line <= 21; line++) found.report("bad", { file: "b", line }, "not JSON");
  found.report("bad", { file: "a", line: 7 }, "status: must be one of them (enum)");
  found.warn({ file: "a", line: 8 }, "leads nowhere");
  expect(said).toHaveLength(42);
  found.close();
  expect(said.slice(42)).toEqual(["a: … and 980 more: not JSON", "b: … and 1 more: not JSON"]);
  expect(found).toMatchObject({ bad: 1_022 });
  found.close();
  expect(said).toHaveLength(44);
});

test("stores and reports little, however many files and reasons there are", () => {
  const { said, found } = findings();
  for (let n = 0; n < 100_000; n++) found.report("bad", { file: `f${n}`, line: 1 }, `reason ${n}`);
  found.close();
  expect(said.length).toBeLessThan(3_000);
  expect(said.at(-1)).toMatch(/^… and [\d,]+ more, of files and kinds not listed$/);
  expect(found.bad).toBe(100_000);
});

test("counts records with one reason as one kind, wherever in the record it is", () => {
  const { said, found } = findings();
  for (let n = 0; n < 100; n++) found.report("bad", { file: "a", line: 1, pointer: `/entry/${n}/resource` }, "no id");
  found.close();
  expect(said).toHaveLength(21);
});

test("escapes control characters in names of files, and shortens long names", () => {
  const { said, found } = findings();
  found.report("bad", { file: "a\u001b[2J\u202e\nb", line: 1, pointer: "/\u0007" }, "not JSON");
  found.report("bad", { file: "a", line: 1 }, "x".repeat(100_000));
  expect(said[0]).toBe("a\\u{1b}[2J\\u{202e}\\u{a}b:1#/\\u{7}: not JSON");
  expect(said[1]!.length).toBeLessThan(1_000);
});
