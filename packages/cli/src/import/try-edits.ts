import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createMemory } from "@tributary/contract-tools/check-cache";
import { checkContracts } from "@tributary/contract-tools/check-contracts";
import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { generateContracts } from "@tributary/contract-tools/generate-contracts";
import { writeFiles } from "../add/write-files.ts";
import type { LoadedConfig } from "../load-config.ts";

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
  { config, folder }: LoadedConfig,
  contracts: string,
  edits: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const copy = mkdtempSync(join(tmpdir(), "tributary-import-"));
  const { sourcePrefix } = config;
  const memory = createMemory();
  const options = { rules: config, folder: copy, memory, ...(sourcePrefix !== undefined && { sourcePrefix }) };
  try {
    const copied = join(copy, relative(folder, contracts));
    cpSync(contracts, copied, { recursive: true, filter: path => !path.endsWith("node_modules") });
    const check = async () =>
      (await checkContracts(copied, options)).map(found => ({ ...found, file: relative(copied, found.file) }));
    const before = new Set((await check()).map(identity));
    writeFiles(new Map([...edits].map(([path, text]) => [join(copied, path), text])));
    let found = await check();
    const faults = found.filter(({ rule, file }) => rule === "example-not-valid" && edits.has(file));
    const dropped = new Map(faults.map(({ file, message }) => [file, message]));
    if (dropped.size > 0) {
      for (const file of dropped.keys()) rmSync(join(copied, file), { force: true });
      found = await check();
    }
    const left = found
      .filter(each => !before.has(identity(each)))
      .map(each => ({
        ...each,
        file: join(contracts, each.file),
        ...(each.fix !== undefined && { fix: each.fix.replaceAll(copied, contracts) }),
      }));
    const kept = [...edits]
      .filter(([path]) => !dropped.has(path))
      .map(([path, text]): [string, string] => [join(contracts, path), text]);
    const files = new Map<string, string | undefined>(kept);
    const { written, removed } = await generateContracts(copied, options);
    for (const path of written) files.set(join(contracts, relative(copied, path)), readFileSync(path, "utf8"));
    for (const path of removed) files.set(join(contracts, relative(copied, path)), undefined);
    return { files, dropped, left };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** A finding, wherever later lines have moved it. */
const identity = ({ rule, file, pointer, message }: Diagnostic): string =>
  JSON.stringify([rule, file, pointer, message]);
