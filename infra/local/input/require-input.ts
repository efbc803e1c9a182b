import { access, constants } from "node:fs/promises";
import { UsageError } from "@tributary/cli/run-command";
import { printable } from "@tributary/contract/printable";
import { fileReason } from "./read-input.ts";

/**
 * Throws a `UsageError` that names every path of the input that cannot be opened. With `mayLack`, which is for a run that reports
 * such paths at its end, throws only if no path can be opened.
 */
export async function requireInput(paths: readonly string[], { mayLack = false } = {}): Promise<void> {
  const failures: string[] = [];
  for (const path of paths)
    await access(path, constants.R_OK).catch((error: unknown) => {
      failures.push(`${printable(path)}: ${fileReason(error)}`);
    });
  if (failures.length > (mayLack ? paths.length - 1 : 0))
    throw new UsageError(`cannot read the input, so nothing was started.\n${failures.join("\n")}`);
}
