import { existsSync, statSync } from "node:fs";
import { type SnapshotBase, workingTree } from "@tributary/synth/snapshot-base";
import { type GitCommit, gitCommit, runGit } from "./git-commit.ts";
import { UsageError } from "./run-command.ts";

/**
 * The states to compare snapshots with, the authoritative one first: `against`, or else the last commit, if any, and the
 * current files. `UsageError` when `against` has none of the files, which would look like no loss.
 */
export function snapshotBases(root: string, files: readonly string[], against: string | undefined): SnapshotBase[] {
  if (against === undefined) return [...lastCommit(root), workingTree(root)];
  if (against === "") throw new UsageError("--against is empty: name a git ref or a folder");
  const isFolder = existsSync(against) && statSync(against).isDirectory();
  const base = isFolder ? workingTree(against) : committed(root, gitCommit(root, against));
  if (files.every(file => base.read(file) === undefined))
    throw new UsageError(`${against} has no ${files.join(", no ")}: there is nothing to compare with`);
  return [base];
}

/** None outside a repository, before its first commit, or without git. */
function lastCommit(root: string): SnapshotBase[] {
  try {
    return [committed(root, gitCommit(root, "HEAD"))];
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

function committed(root: string, { id, prefix }: GitCommit): SnapshotBase {
  return {
    read: file => {
      const { status, text } = runGit(root, ["cat-file", "blob", `${id}:${prefix}${file}`]);
      return status === 0 ? text : undefined;
    },
  };
}
