import { readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { createMemory } from "@tributary/contract-tools/check-cache";
import { checkContracts } from "@tributary/contract-tools/check-contracts";
import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { generateContracts } from "@tributary/contract-tools/generate-contracts";
import type { EditedPlace } from "../add/apply-edits.ts";
import { contractsCopy, editCopy } from "../add/contracts-copy.ts";

/** What edits of a contracts folder come to. */
export interface Outcome {
  /** Every file to write or, without content, to remove. */
  readonly files: ReadonlyMap<string, string | undefined>;
  /** Examples that are not valid after all, by path below the contracts folder, and why. */
  readonly dropped: ReadonlyMap<string, string>;
  /** What a check says that it did not say before. */
  readonly left: readonly Diagnostic[];
}

/**
 * Tries edits of a contracts folder, by path below it, on a copy: checks them, leaves out examples that are not valid, and
 * generates from them, unless something is wrong.
 */
export async function tryEdits(
  { loaded: { config, folder }, contracts, scratch }: EditedPlace,
  edits: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const { sourcePrefix } = config;
  const copy = contractsCopy(folder, contracts, scratch);
  const options = {
    ...{ rules: config, folder: copy.folder, memory: createMemory() },
    ...(sourcePrefix !== undefined && { sourcePrefix }),
  };
  const check = async () =>
    (await checkContracts(copy.contracts, options)).map(found => {
      return { ...found, file: relative(copy.contracts, found.file) };
    });
  const before = new Set((await check()).map(identity));
  editCopy(copy, edits);
  let found = await check();
  const faults = found.filter(({ rule, file }) => rule === "example-not-valid" && edits.has(file));
  const dropped = new Map(faults.map(({ file, message }) => [file, message]));
  if (dropped.size > 0) {
    for (const file of dropped.keys()) rmSync(join(copy.contracts, file), { force: true });
    found = await check();
  }
  const left = found
    .filter(each => !before.has(identity(each)))
    .map(each => ({
      ...each,
      file: join(contracts, each.file),
      ...(each.fix !== undefined && { fix: each.fix.replaceAll(copy.contracts, contracts) }),
    }));
  const { written, removed } = await generateContracts(copy.contracts, options);
  const own = (path: string) => join(contracts, relative(copy.contracts, path));
  const kept = [...edits]
    .filter(([path]) => !dropped.has(path))
    .map(([path, text]) => [join(contracts, path), text] as const);
  const files = new Map<string, string | undefined>(kept);
  for (const path of written) files.set(own(path), readFileSync(path, "utf8"));
  for (const path of removed) files.set(own(path), undefined);
  return { files, dropped, left };
}

/** A finding, wherever later lines have moved it. */
const identity = ({ rule, file, pointer, message }: Diagnostic): string =>
  JSON.stringify([rule, file, pointer, message]);
