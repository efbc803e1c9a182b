import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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
const files = () =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(name => !name.startsWith(".tributary"))
    .sort();
const at = (name: string) => join(folder, name);

test("writes files and their folders, replaces others and removes those without content", async () => {
  await writeFiles(
    folder,
    new Map([
      [at("old"), "new"],
      [at("a/b/c"), "c"],
      [at("gone"), undefined],
    ]),
  );
  expect([files(), readFileSync(at("old"), "utf8")]).toEqual([["a", "a/b", "a/b/c", "old", "taken"], "new"]);
});

test.each(["taken", "old/below"])("leaves everything as it was when %s cannot be written", async name => {
  await expect(
    writeFiles(
      folder,
      new Map([
        [at("old"), "new"],
        [at("a/b"), "b"],
        [at("gone"), undefined],
        [at(name), "x"],
      ]),
    ),
  ).rejects.toThrow();
  expect([files(), readFileSync(at("old"), "utf8")]).toEqual([["gone", "old", "taken"], "old"]);
});

test.each([
  ["old", "what it was"],
  ["none", ""],
])("leaves everything as it was when %s is not what was read", async (name, text) => {
  const read = new Map([
    [at("gone"), "gone"],
    [at(name), text],
  ]);
  await expect(writeFiles(folder, new Map([[at("a/b"), "b"]]), read)).rejects.toThrow(
    `nothing was written: ${at(name)} has changed meanwhile; run this again`,
  );
  expect([files(), readFileSync(at("old"), "utf8")]).toEqual([["gone", "old", "taken"], "old"]);
});

test("leaves everything as it was when a file is there that was not", async () => {
  const writing = writeFiles(folder, new Map([[at("old"), "new"]]), new Map([[at("old"), undefined]]));
  await expect(writing).rejects.toThrow(`nothing was written: ${at("old")} is there already`);
  expect(readFileSync(at("old"), "utf8")).toBe("old");
});

test("writes through a link, and lets a file be read by whom it could be", async () => {
  chmodSync(at("old"), 0o640);
  symlinkSync(at("old"), at("link"));
  await writeFiles(folder, new Map([[at("link"), "new"]]));
  expect([readlinkSync(at("link")), readFileSync(at("old"), "utf8")]).toEqual([at("old"), "new"]);
  expect(statSync(at("old")).mode & 0o777).toBe(0o640);
});
