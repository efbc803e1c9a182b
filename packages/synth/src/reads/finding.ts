import { createHash } from "node:crypto";
import fs, { type Dirent } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";

// Taken before `observeFiles` and `observeChance` replace them.
const { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } = fs;
const machine: Readonly<Record<string, unknown>> = { ...os };

/** One read of an evaluation, whose result may differ the next time. */
export interface Read {
  readonly kind: ReadKind;
  /** A path, the name of a variable or of a function of `node:os`, or a name from `missingModule`. */
  readonly name: string;
}

export type ReadKind =
  | "content"
  | "presence"
  | "status"
  | "link status"
  | "entries"
  | "link"
  | "real path"
  | "variable"
  | "variables"
  | "machine"
  | "missing module";

/** A read, and its result as text or as a digest. */
export interface FoundRead extends Read {
  readonly found: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The result of a read now. Equal texts mean that an evaluation would get the same answer. */
export function finding({ kind, name }: Read, variables: Variables): string {
  try {
    return find[kind](name, variables);
  } catch (error) {
    return `none: ${(error as NodeJS.ErrnoException).code ?? "failed"}`;
  }
}

/** The name of a read that found no module: the specifier, and the importing file. */
export const missingModule = (specifier: string, parent: string): string => JSON.stringify([specifier, parent]);

const find: Readonly<Record<ReadKind, (name: string, variables: Variables) => string>> = {
  content: path => digest(readFileSync(path)),
  presence: path => `${statSync(path).mode}`,
  status: path => status(statSync(path)),
  "link status": path => status(lstatSync(path)),
  entries: path => digest(JSON.stringify(readdirSync(path, { withFileTypes: true }).map(typed).sort())),
  link: path => readlinkSync(path),
  "real path": path => realpathSync(path),
  // The value may be a secret: keep only a digest.
  variable: (name, variables) => digest(variables[name] ?? "", variables[name] === undefined ? "unset" : "set"),
  variables: (_name, variables) => digest(JSON.stringify(Object.entries(variables).sort())),
  machine: name => digest(JSON.stringify((machine[name] as () => unknown)())),
  "missing module": name => {
    const [specifier, parent] = JSON.parse(name) as [string, string];
    return createRequire(parent).resolve(specifier);
  },
};

const typed = (entry: Dirent) => `${entry.name} ${entry.isDirectory()} ${entry.isSymbolicLink()}`;

const status = ({ mode, size, mtimeMs }: { mode: number; size: number; mtimeMs: number }) =>
  `${mode} ${size} ${mtimeMs}`;

/** A digest of texts or bytes that also depends on where each ends. */
export function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("base64url");
}
