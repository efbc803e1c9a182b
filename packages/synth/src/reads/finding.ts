import { createHash } from "node:crypto";
import fs, { type Dirent, type Stats } from "node:fs";
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

/** Whether there is anything at a path, unobserved. */
export const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** Reads whose name is a path. */
export const pathKinds: ReadonlySet<ReadKind> = new Set<ReadKind>([
  ...(["content", "presence", "status", "link status", "entries", "link", "real path"] as const),
]);

/** Whether a path may answer otherwise each time: devices, pipes, and the kernel's own files. */
export function isLive(path: string): boolean {
  try {
    const found = statSync(path);
    return !(found.isFile() || found.isDirectory()) || /^\/(dev|proc|sys)(\/|$)/.test(realpathSync(path));
  } catch {
    return false;
  }
}

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
  content: path => {
    const found = statSync(path);
    // A device or a pipe may never end.
    if (!found.isFile() && !found.isDirectory()) throw Object.assign(new Error(), { code: "no file" });
    return digest(readFileSync(path));
  },
  presence: path => allowed(statSync(path)),
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

const allowed = ({ mode, uid, gid }: Stats) => `${mode} ${uid} ${gid}`;

/** All but the time of the last access, which the evaluation itself changes. */
const status = ({ dev, ino, mode, nlink, uid, gid, rdev, size, blocks, mtimeMs, ctimeMs, birthtimeMs }: Stats) =>
  [dev, ino, mode, nlink, uid, gid, rdev, size, blocks, mtimeMs, ctimeMs, birthtimeMs].join(" ");

/** A digest of texts or bytes that also depends on where each ends. */
export function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("base64url");
}
