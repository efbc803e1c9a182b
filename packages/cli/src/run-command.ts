import { printable, printableLines } from "@tributary/contract/printable";
import { GraphError } from "@tributary/local-cloud/graph/graph-error";
import { storageTrouble } from "@tributary/local-cloud/kernel/storage-trouble";
import { say } from "./say.ts";

/** What the caller asked for cannot be done as asked: a missing file, a wrong option. Exit code 2, no stack trace. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Runs a command and sets the exit code it answers: 0 clean, 1 findings. A `UsageError`, a graph that cannot be used and a
 * refusal of the file system become one line and 2; anything else is a defect of ours, said so, and 2 as well, so that it
 * never looks like a finding.
 */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = 2;
    say(`tributary: ${explainError(error)}\n`);
  }
}

/** One line for the caller's own mistakes; for a defect of ours, that it is one, with the stack. */
export function explainError(error: unknown): string {
  if (error instanceof UsageError || error instanceof GraphError) return printableLines(error.message);
  if (isFileSystemError(error)) {
    if (error.path === undefined) return "a folder is where a file should be";
    return `cannot use ${printable(error.path)}: ${reasons[error.code] ?? error.code}`;
  }
  const trouble = storageTrouble(error);
  if (trouble !== undefined) return `cannot write files: ${trouble}`;
  const stack = error instanceof Error ? error.stack : String(error);
  return `this is a defect of tributary, not of your files; please report it.\n${printableLines(stack ?? "")}`;
}

const reasons: Partial<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EEXIST: "a file of that name is in its place",
  EISDIR: "it is a folder",
  EFTYPE: "it is not a regular file",
  ENOTDIR: "part of its path is not a folder",
  EROFS: "read-only file system",
  ENOSPC: "no space left",
};

function isFileSystemError(error: unknown): error is Error & { readonly code: string; readonly path?: string } {
  return (
    error instanceof Error && "code" in error && "syscall" in error && ("path" in error || error.code === "EISDIR")
  );
}
