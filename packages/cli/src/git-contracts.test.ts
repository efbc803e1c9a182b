import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeGitContracts } from "./git-contracts.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-git-"));
const root = join(folder, "contracts");

beforeAll(() => {
  mkdirSync(root);
  git("", "init", "--quiet");
});
afterAll(() => rmSync(folder, { recursive: true }));

test("writes nothing outside of the folder, whatever names a commit has", () => {
  const evil = git("found", "hash-object", "-w", "--stdin");
  const document = git("asyncapi: 3.1.0\n", "hash-object", "-w", "--stdin");
  const schemas = tree(["40000", "..", tree(["40000", "..", tree(["100644", "found.txt", evil])])]);
  const contracts = tree(["100644", "asyncapi.yaml", document], ["40000", "schemas", schemas]);
  const commit = git("", "commit-tree", "-m", "Evil", tree(["40000", "contracts", contracts]));
  const target = join(folder, "target");
  expect(() => writeGitContracts(root, commit, target)).toThrow(/schemas\/\.\.\/\.\.\/found\.txt, which lies outside/);
  expect(existsSync(join(folder, "found.txt"))).toBe(false);
});

/** A tree that git itself would not make. */
function tree(...entries: [mode: string, name: string, object: string][]): string {
  const bytes = entries.flatMap(([mode, name, object]) => [
    Buffer.from(`${mode} ${name}\0`),
    Buffer.from(object, "hex"),
  ]);
  return git(Buffer.concat(bytes), "hash-object", "-t", "tree", "-w", "--stdin", "--literally");
}

function git(input: string | Buffer, ...args: string[]): string {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@a.example", "-c", "commit.gpgsign=false"];
  const { status, stdout, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder, input, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
