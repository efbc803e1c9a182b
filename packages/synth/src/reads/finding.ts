import { createHash } from "node:crypto";
import fs, { type Dirent } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";

// As they are before `observeFiles` and `observeChance` put others in their place.
const { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } = fs;
const machine: Readonly<Record<string, unknown>> = { ...os };

/** What an evaluation looked at, and how: an answer that may differ the next time. */
export interface Read {
  readonly kind: ReadKind;
  /** A path, the name of a variable or of a function of `node:os`, or what `missingModule` says. */
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

/** A read, and what was found, as text or as its digest. */
export interface FoundRead extends Read {
  readonly found: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** What is found now. Equal texts mean that an evaluation would be told the same. */
export function finding({ kind, name }: Read, variables: Variables): string {
  try {
    return find[kind](name, variables);
  } catch (error) {
    return `none: ${(error as NodeJS.ErrnoException).code ?? "failed"}`;
  }
}

/** The name of a read that found no module: what was asked for, and from where. */
export const missingModule = (specifier: string, parent: string): string => JSON.stringify([specifier, parent]);

const find: Readonly<Record<ReadKind, (name: string, variables: Variables) => string>> = {
  content: path => digest(readFileSync(path)),
  presence: path => `${statSync(path).mode}`,
  status: path => status(statSync(path)),
  "link status": path => status(lstatSync(path)),
  entries: path => digest(JSON.stringify(readdirSync(path, { withFileTypes: true }).map(typed).sort())),
  link: path => readlinkSync(path),
  "real path": path => realpathSync(path),
  // The value may be a secret: a digest is kept of it.
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

/** A digest of texts or bytes, each apart from the next. */
export function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("base64url");
}
