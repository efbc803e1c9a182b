import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { writeFiles } from "./write-files.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-write-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "old"), "old");
  writeFileSync(join(folder, "gone"), "gone");
  mkdirSync(join(folder, "taken"));
});
const files = () => readdirSync(folder, { recursive: true }).sort();
const at = (name: string) => join(folder, name);

test("writes files and their folders, replaces others and removes those without content", () => {
  writeFiles(
    new Map([
      [at("old"), "new"],
      [at("a/b/c"), "c"],
      [at("gone"), undefined],
    ]),
  );
  expect([files(), readFileSync(at("old"), "utf8")]).toEqual([["a", "a/b", "a/b/c", "old", "taken"], "new"]);
});

test.each(["taken", "old/below"])("leaves everything as it was when %s cannot be written", name => {
  expect(() =>
    writeFiles(
      new Map([
        [at("old"), "new"],
        [at("a/b"), "b"],
        [at("gone"), undefined],
        [at(name), "x"],
      ]),
    ),
  ).toThrow();
  expect([files(), readFileSync(at("old"), "utf8")]).toEqual([["gone", "old", "taken"], "old"]);
});

test.each([
  ["old", "what it was"],
  ["none", ""],
])("leaves everything as it was when %s is not what was read", (name, text) => {
  const read = new Map([
    [at("gone"), "gone"],
    [at(name), text],
  ]);
  expect(() => writeFiles(new Map([[at("a/b"), "b"]]), read)).toThrow(
    `nothing was written: ${at(name)} has changed meanwhile; run this again`,
  );
  expect([files(), readFileSync(at("old"), "utf8")]).toEqual([["gone", "old", "taken"], "old"]);
});
