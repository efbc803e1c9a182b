import { cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { UsageError } from "../run-command.ts";

/** A copy of a contracts folder, to try edits on. */
export interface ContractsCopy {
  /** Stands for the folder of the configuration: its globs mean the same from here. */
  readonly folder: string;
  readonly contracts: string;
}

/** Copies a contracts folder below a scratch folder. Links are followed, so that nothing leads back. */
export function contractsCopy(folder: string, contracts: string, scratch: string): ContractsCopy {
  const way = relative(folder, contracts).split(sep);
  // Contracts beside the configuration's folder, or above it, have a copy within the scratch folder as well.
  const copy = join(scratch, ...way.filter(part => part === "..").map(() => "up"));
  const copied = join(copy, ...way);
  const generated = join(contracts, "generated");
  if (statSync(generated, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new UsageError(`nothing was written: ${generated} is no folder`);
  mkdirSync(copied, { recursive: true });
  for (const name of readdirSync(contracts)) {
    const from = join(contracts, name);
    if (name.startsWith(".") || holds(from, scratch)) continue;
    cpSync(from, join(copied, name), { recursive: true, dereference: true, filter: isContent });
  }
  return { folder: copy, contracts: copied };
}

/** Makes edits of a copy, by path below its contracts. */
export function editCopy({ contracts }: ContractsCopy, edits: ReadonlyMap<string, string>): void {
  for (const [path, text] of edits) {
    mkdirSync(dirname(join(contracts, path)), { recursive: true });
    writeFileSync(join(contracts, path), text);
  }
}

/** Files and folders: no pipe, device or link that leads nowhere. */
function isContent(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return !path.endsWith("node_modules") && (found?.isFile() === true || found?.isDirectory() === true);
}

function holds(folder: string, path: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
