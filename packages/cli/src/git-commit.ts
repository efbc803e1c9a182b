import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { UsageError } from "./run-command.ts";

/** A commit, and the path of a folder in its tree. */
export interface GitCommit {
  readonly id: string;
  /** Of the folder, from the root of the repository: empty, or ending in a slash. */
  readonly prefix: string;
}

/** The commit that a ref names in the repository around a folder. `UsageError` when it is not here, with what to fetch. */
export function gitCommit(root: string, ref: string): GitCommit {
  const git = (...args: string[]) => runGit(root, args);
  const inside = git("rev-parse", "--show-prefix");
  if (inside.status !== 0)
    throw new UsageError(`${ref} is not a folder, and ${resolve(root)} is not in a git repository`);
  const id = [ref, `origin/${ref}`]
    .map(name => git("rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`))
    .find(({ status }) => status === 0)
    ?.text.trim();
  if (id === undefined) throw new UsageError(missingRef(ref, git("rev-parse", "--is-shallow-repository").text));
  return { id, prefix: inside.text.trim() };
}

/** Runs git in a folder. The caller handles a non-zero status. `UsageError` when git is missing. */
export function runGit(folder: string, args: readonly string[], input = "") {
  const { status, stdout, error } = spawnSync("git", args, { cwd: folder, input, maxBuffer: 256 * 1024 * 1024 });
  if (error !== undefined) throw new UsageError(`git cannot be run: ${error.message}`);
  return { status, bytes: stdout, text: stdout.toString("utf8") };
}

function missingRef(ref: string, shallow: string): string {
  if (/^\.{0,2}\//.test(ref)) return `there is no folder ${ref}`;
  if (/^(HEAD|@)(?![\w/.-])/.test(ref))
    return `${ref} is no commit here: commit first, or compare with what \`npx tributary release\` wrote`;
  const branch = ref.replace(/^origin\//, "");
  if (shallow.trim() === "true") {
    return `${ref} is not in this shallow clone: git fetch --depth=1 origin ${branch}:refs/remotes/origin/${branch}`;
  }
  return `${ref} is neither a folder nor a git ref here: git fetch origin ${branch}`;
}
