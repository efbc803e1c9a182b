import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { workingTree } from "./snapshot-base.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-base-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("reads the files of a folder, and refuses a pipe in the place of one", () => {
  writeFileSync(join(folder, "graph.json"), "{}");
  spawnSync("mkfifo", [join(folder, "pipe.json")]);
  const base = workingTree(folder);
  expect([base.read("graph.json"), base.read("none.json")]).toEqual(["{}", undefined]);
  expect(() => base.read("pipe.json")).toThrow(expect.objectContaining({ code: "EFTYPE", syscall: "read" }));
});
