import fs from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { ReadKind } from "./finding.ts";
import { isWithin, type Journal } from "./journal.ts";

/** Functions of `node:fs` that only read a path, without the suffix `Sync`. Any other that takes a path may change something. */
const looking: Readonly<Record<string, ReadKind>> = {
  readFile: "content",
  createReadStream: "content",
  openAsBlob: "content",
  exists: "presence",
  access: "presence",
  stat: "status",
  lstat: "link status",
  readdir: "entries",
  readlink: "link",
  realpath: "real path",
};

/** Functions that take the result of `open`. */
const onOpened =
  /^(close|read|readv|write|writev|fstat|fsync|fdatasync|ftruncate|futimes|fchmod|fchown)(Sync)?$|^_|^to[A-Z]/;

type Func = (...args: unknown[]) => unknown;

/**
 * Records every read through `node:fs` from now on. Writes outside `own` folders, watches and globs cannot be repeated from a
 * record.
 */
export function observeFiles(journal: Journal, own: readonly string[]): void {
  for (const functions of [fs, fs.promises] as unknown as Record<string, unknown>[])
    for (const [name, original] of Object.entries(functions)) {
      if (typeof original !== "function" || /^[A-Z]/.test(name) || onOpened.test(name)) continue;
      functions[name] = observed(name, original as Func);
    }

  /** Copies the function's properties: `realpath.native`, and the form of `exists` for `util.promisify`. */
  function observed(name: string, original: Func): Func {
    const forms = original as unknown as Record<string | symbol, unknown>;
    const others = ["native", promisify.custom].filter(key => typeof forms[key] === "function");
    const wrapped = others.map(key => [key, noting(name, forms[key] as Func)]);
    return Object.assign(noting(name, original), Object.fromEntries(wrapped));
  }

  function noting(name: string, original: Func): Func {
    const note = noteOf(name);
    return function (this: unknown, ...args: unknown[]) {
      note(args);
      return original.apply(this, args);
    };
  }

  function noteOf(name: string): (args: readonly unknown[]) => void {
    const plain = name.replace(/Sync$/, "");
    const kind = looking[plain];
    return ([path, flags]) => {
      const at = pathOf(path);
      // A list holds patterns; a number or a handle comes from `open`.
      if (Array.isArray(path)) journal.unrepeatable(`it calls ${name} of node:fs`);
      if (at === undefined) return;
      if (kind !== undefined && (flags as { recursive?: unknown } | undefined)?.recursive !== true)
        return journal.read(kind, at);
      if (plain === "open" && opensToRead(flags)) {
        // What is opened is read, or asked for its status.
        journal.read("status", at);
        return journal.read("content", at);
      }
      const mine = [at, ...(twoPaths.test(plain) ? [pathOf(flags)] : [])];
      if (!mine.every(each => each !== undefined && own.some(folder => isWithin(each, folder))))
        journal.unrepeatable(`it calls ${name} of node:fs`);
    };
  }
}

const twoPaths = /^(copyFile|cp|link|rename|symlink)$/;

/** `r` without a plus, or O_RDONLY, which is 0. */
const opensToRead = (flags: unknown) =>
  flags === undefined || typeof flags === "function" || flags === 0 || flags === "r" || flags === "rs";

/** The path; undefined for a number or a handle from `open`. */
function pathOf(path: unknown): string | undefined {
  if (typeof path === "string") return resolve(path);
  if (path instanceof URL && path.protocol === "file:") return fileURLToPath(path);
  return path instanceof Uint8Array ? resolve(Buffer.from(path).toString()) : undefined;
}
