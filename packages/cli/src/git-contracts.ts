import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { gitCommit, runGit } from "./git-commit.ts";
import { UsageError } from "./run-command.ts";

/**
 * Writes the contracts folder as it was at a git ref into another folder: its document, schemas and what was
 * released. `UsageError` when the ref is not here, with what to fetch, or has no such folder.
 */
export function writeGitContracts(root: string, ref: string, folder: string): void {
  const { id: commit, prefix } = gitCommit(root, ref);
  const parts = ["asyncapi.yaml", "schemas/", "released/"].map(part => prefix + part);
  const listed = runGit(root, ["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit, "--", ...parts]);
  const paths = listed.text.split("\0").filter(path => path !== "");
  if (!paths.includes(`${prefix}asyncapi.yaml`)) {
    throw new UsageError(`${ref} has no ${prefix}asyncapi.yaml: there is nothing to compare with`);
  }
  const objects = runGit(root, ["cat-file", "--batch"], paths.map(path => `${commit}:${path}\n`).join(""));
  let at = 0;
  for (const path of paths) {
    const end = objects.bytes.indexOf(0x0a, at);
    const size = Number(objects.bytes.toString("utf8", at, end).split(" ")[2]);
    if (!Number.isInteger(size)) throw new UsageError(`git could not read ${path} at ${ref}`);
    const file = join(folder, path.slice(prefix.length));
    // Git lists any name in a tree, even one that it would never check out.
    if (relative(folder, file).startsWith("..")) throw new UsageError(`${ref} has ${path}, which lies outside of it`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, objects.bytes.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
}
