import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { UsageError } from "./run-command.ts";

/**
 * Writes the contracts folder as it was at a git ref into another folder: its document, schemas and what was
 * released. `UsageError` when the ref is not here, with what to fetch, or has no such folder.
 */
export function writeGitContracts(root: string, ref: string, folder: string): void {
  const git = (...args: string[]) => runGit(root, args);
  const inside = git("rev-parse", "--show-prefix");
  if (inside.status !== 0) throw new UsageError(`${ref} is no folder, and ${resolve(root)} is in no git repository`);
  const commit = [ref, `origin/${ref}`]
    .map(name => git("rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`))
    .find(({ status }) => status === 0)
    ?.text.trim();
  if (commit === undefined) throw new UsageError(missingRef(ref, git("rev-parse", "--is-shallow-repository").text));
  const prefix = inside.text.trim();
  const listed = git(
    "ls-tree",
    "-r",
    "-z",
    "--name-only",
    "--full-tree",
    commit,
    "--",
    `${prefix}asyncapi.yaml`,
    `${prefix}schemas/`,
    `${prefix}released/`,
  );
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
    // Git lists what a tree says, also names that it would never check out.
    if (relative(folder, file).startsWith("..")) throw new UsageError(`${ref} has ${path}, which lies outside of it`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, objects.bytes.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
}

function missingRef(ref: string, shallow: string): string {
  if (/^\.{0,2}\//.test(ref)) return `there is no folder ${ref}`;
  const branch = ref.replace(/^origin\//, "");
  if (shallow.trim() === "true") {
    return `${ref} is not in this shallow clone: git fetch --depth=1 origin ${branch}:refs/remotes/origin/${branch}`;
  }
  return `${ref} is neither a folder nor a git ref here: git fetch origin ${branch}`;
}

function runGit(folder: string, args: readonly string[], input = "") {
  const { status, stdout, error } = spawnSync("git", args, { cwd: folder, input, maxBuffer: 256 * 1024 * 1024 });
  if (error !== undefined) throw new UsageError(`git cannot be run: ${error.message}`);
  return { status, bytes: stdout, text: stdout.toString("utf8") };
}
