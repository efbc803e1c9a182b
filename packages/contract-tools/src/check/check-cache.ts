import { readFileSync, statSync } from "node:fs";
import { readSourceFile, type SourceFile } from "../source/source-file.ts";

/** Results that one check passes to the next of the same folder, so that they need not be computed again. */
export interface Memory {
  /** As `readSourceFile`; the same object as before while the file is as it was. */
  read(path: string): SourceFile;
  /** The text of a file, or undefined where there is none. */
  text(path: string): string | undefined;
  /** What `compute` said of the owner, as long as everything it depends on is the same. */
  keep<T>(what: string, owner: object, on: readonly unknown[], compute: () => T): T;
}

/** Remembers nothing: for a single check. */
export const noMemory: Memory = {
  read: readSourceFile,
  text: path => ifThere(() => readFileSync(path, "utf8")),
  keep: (_what, _owner, _on, compute) => compute(),
};

/** A memory for many checks of a folder, as in a watch loop. */
export function createMemory(): Memory {
  const files = rememberedByPath(readSourceFile);
  const texts = rememberedByPath(path => readFileSync(path, "utf8"));
  const kept = new WeakMap<object, Map<string, { readonly on: readonly unknown[]; readonly value: unknown }>>();
  return {
    read: files,
    text: path => ifThere(() => texts(path)),
    keep<T>(what: string, owner: object, on: readonly unknown[], compute: () => T): T {
      const own = kept.get(owner) ?? new Map();
      kept.set(owner, own);
      const known = own.get(what);
      if (known !== undefined && same(known.on, on)) return known.value as T;
      const value = compute();
      own.set(what, { on, value });
      return value;
    },
  };
}

/** Reads a file again only when its time, size or identity has changed. */
function rememberedByPath<T>(read: (path: string) => T): (path: string) => T {
  const known = new Map<string, { readonly signature: string; readonly value: T }>();
  return path => {
    const { mtimeMs, size, ino } = statSync(path);
    const signature = `${mtimeMs} ${size} ${ino}`;
    const before = known.get(path);
    if (before?.signature === signature) return before.value;
    const value = read(path);
    known.set(path, { signature, value });
    return value;
  };
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

const same = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((each, index) => each === b[index]);
