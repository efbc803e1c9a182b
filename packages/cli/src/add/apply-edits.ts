import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { generateContracts } from "@tributary/contract-tools/generate-contracts";
import type { LoadedConfig } from "../load-config.ts";
import { UsageError } from "../run-command.ts";
import { contractsCopy, editCopy } from "./contracts-copy.ts";
import { writeFiles } from "./write-files.ts";

/** Where edits are made, and where they are tried first. */
export interface EditedPlace {
  readonly loaded: LoadedConfig;
  readonly contracts: string;
  readonly scratch: string;
}

/**
 * Writes edits of a contracts folder, by path below it, with what is generated from them, and further files. Tried on a copy
 * first: where the contracts would have an error, or a file does not hold what was `read` from it, nothing is written, and a
 * `UsageError` says which.
 */
export async function applyEdits(
  { loaded: { config, folder }, contracts, scratch }: EditedPlace,
  edits: ReadonlyMap<string, string>,
  others: ReadonlyMap<string, string>,
  read: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const copy = contractsCopy(folder, contracts, scratch);
  editCopy(copy, edits);
  const { sourcePrefix } = config;
  const { diagnostics, written, removed } = await generateContracts(copy.contracts, {
    ...{ rules: config, folder: copy.folder },
    ...(sourcePrefix !== undefined && { sourcePrefix }),
  });
  const error = diagnostics.find(({ severity }) => severity === "error");
  const own = (path: string) => join(contracts, relative(copy.contracts, path));
  if (error !== undefined) {
    const place = `${own(error.file)}:${error.line}:${error.column}`;
    throw new UsageError(`nothing was written: the contracts would not be clean: ${place} ${error.message}`);
  }
  const files = new Map<string, string | undefined>();
  for (const [path, text] of edits) files.set(join(contracts, path), text);
  for (const [path, text] of others) files.set(path, text);
  for (const path of written) files.set(own(path), readFileSync(path, "utf8"));
  for (const path of removed) files.set(own(path), undefined);
  await writeFiles(folder, files, read);
}
