import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { watchFolder } from "./watch-folder.ts";

function watched() {
  const root = mkdtempSync(join(tmpdir(), "tributary-watch-"));
  const beside = mkdtempSync(join(tmpdir(), "tributary-watch-"));
  for (const name of ["schemas", "generated"]) mkdirSync(join(root, name));
  const file = join(root, "schemas/a.json");
  writeFileSync(file, "{}");
  const paths: string[] = [];
  const stop = watchFolder(
    root,
    path => path === "generated",
    path => void paths.push(path),
  );
  onTestFinished(() => {
    stop();
    for (const folder of [root, beside]) rmSync(folder, { recursive: true });
  });
  /** Does something, and waits until it was noticed. */
  const noticed = async (act: () => void) => {
    const before = paths.length;
    act();
    await expect.poll(() => paths.length, { timeout: 5_000 }).toBeGreaterThan(before);
  };
  /** As editors and git save: a new file in place of the old one. */
  const replace = (path: string, text: string) => {
    writeFileSync(join(beside, "new"), text);
    renameSync(join(beside, "new"), path);
  };
  return { root, beside, file, noticed, replace, paths };
}

test("notices a file however it is saved, and again", async () => {
  const { file, noticed, replace } = watched();
  await noticed(() => writeFileSync(file, "1"));
  for (const text of ["2", "3", "4"]) await noticed(() => replace(file, text));
  await noticed(() => writeFileSync(file, "5"));
  await noticed(() => rmSync(file));
  await noticed(() => writeFileSync(file, "6"));
});

test("notices files in a folder created later or replaced", async () => {
  const { root, beside, noticed, replace } = watched();
  const late = join(root, "examples/late");
  await noticed(() => mkdirSync(late, { recursive: true }));
  await noticed(() => mkdirSync(join(late, "valid")));
  await noticed(() => replace(join(late, "valid/a.json"), "1"));
  mkdirSync(join(beside, "other"));
  await noticed(() => renameSync(join(root, "schemas"), join(beside, "gone")));
  await noticed(() => renameSync(join(beside, "other"), join(root, "schemas")));
  await noticed(() => replace(join(root, "schemas/b.json"), "1"));
});

test("notices the files of a folder that is moved in", async () => {
  const { root, beside, noticed, paths } = watched();
  mkdirSync(join(beside, "service/deep"), { recursive: true });
  for (const name of ["service/a.ts", "service/deep/b.ts"]) writeFileSync(join(beside, name), "1");
  await noticed(() => renameSync(join(beside, "service"), join(root, "service")));
  await expect.poll(() => paths, { timeout: 5_000 }).toContain(join(root, "service/deep/b.ts"));
  expect(paths).toContain(join(root, "service/a.ts"));
});

test("skips excluded paths", async () => {
  const { root, file, noticed, paths } = watched();
  mkdirSync(join(root, "generated/deep"));
  writeFileSync(join(root, "generated/deep/a.js"), "1");
  writeFileSync(join(root, "generated/a.js"), "1");
  await noticed(() => writeFileSync(file, "1"));
  expect(new Set(paths)).toEqual(new Set([file]));
});

test("watches a folder, and lets go of it, however it is named", async () => {
  const { root, file } = watched();
  const watchers = () => process.getActiveResourcesInfo().filter(name => name === "FSEventWrap").length;
  for (const named of [root, `${root}/`, `${root}//`, relative("", root), `${dirname(root)}/./${basename(root)}`]) {
    const paths: string[] = [];
    const stop = watchFolder(
      named,
      path => path === "generated",
      path => void paths.push(path),
    );
    writeFileSync(file, named);
    await expect.poll(() => paths.map(path => relative(root, path)), { timeout: 5_000 }).toContain("schemas/a.json");
    const during = watchers();
    stop();
    await expect.poll(watchers, { timeout: 5_000 }).toBe(during - 2);
  }
});
