import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { generateContracts } from "@tributary/contract-tools/generate-contracts";
import type { LoadedConfig } from "../load-config.ts";
import { UsageError } from "../run-command.ts";
import { writeFiles } from "./write-files.ts";

/**
 * Writes edits of a contracts folder, by path below it, with what is generated from them, and further files. Tried on a copy
 * first: where the contracts would have an error, or a file does not hold what was `read` from it, nothing is written, and a
 * `UsageError` says which.
 */
export async function applyEdits(
  { config, folder }: LoadedConfig,
  contracts: string,
  edits: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
  read: ReadonlyMap<string, string>,
): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), "tributary-add-"));
  try {
    const copied = join(copy, relative(folder, contracts));
    cpSync(contracts, copied, { recursive: true, filter: path => !path.endsWith("node_modules") });
    writeFiles(new Map([...edits].map(([path, text]) => [join(copied, path), text])));
    const { sourcePrefix } = config;
    const { diagnostics, written, removed } = await generateContracts(copied, {
      ...{ rules: config, folder: copy },
      ...(sourcePrefix !== undefined && { sourcePrefix }),
    });
    const error = diagnostics.find(({ severity }) => severity === "error");
    if (error !== undefined) {
      const place = `${join(contracts, relative(copied, error.file))}:${error.line}:${error.column}`;
      throw new UsageError(`nothing was written: the contracts would not be clean: ${place} ${error.message}`);
    }
    const files = new Map<string, string | undefined>(others);
    for (const [path, text] of edits) files.set(join(contracts, path), text);
    for (const path of written) files.set(join(contracts, relative(copied, path)), readFileSync(path, "utf8"));
    for (const path of removed) files.set(join(contracts, relative(copied, path)), undefined);
    writeFiles(files, read);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
