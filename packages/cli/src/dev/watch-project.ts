import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import { watchFolder } from "../watch-folder.ts";

/** Files that changed together, in one save or in many. */
export interface Save {
  /** Absolute paths of changed or deleted files. */
  readonly files: readonly string[];
  /** Time of the first change noticed, by `performance.now()`. */
  readonly at: number;
}

/** One action of an editor or git brings several events, some of half-written files; it is over after this pause. */
const QUIET_MS = 30;
/** Longest time to wait for a pause. */
const LONGEST_MS = 300;

/** Folders without files of the user. */
const leftOut = /^(?:node_modules|\.git|\.sst|\.tributary|dist|coverage)$/;

/** Folders to watch, as absolute paths, and the signal that stops watching. */
export interface WatchOptions {
  readonly folders: readonly string[];
  readonly except: readonly string[];
  readonly stop: AbortSignal;
}

/**
 * Calls back with each save, one after the other, until stopped. The callback returns the files that it wrote itself: those do not
 * count as a save.
 */
export async function watchProject(
  { folders, except, stop }: WatchOptions,
  saved: (save: Save) => Promise<readonly string[]>,
): Promise<void> {
  const contents = new Map<string, string>();
  let noticed = new Set<string>();
  let first = 0;
  let last = 0;
  let wake = Promise.withResolvers<void>();
  const isLeftOut = (root: string) => (path: string) =>
    leftOut.test(path.split(sep).at(-1) ?? "") || except.includes(join(root, path));
  const notice = (path: string) => {
    last = performance.now();
    if (noticed.size === 0) first = last;
    noticed.add(path);
    wake.resolve();
  };
  const ends = folders.map(folder => watchFolder(folder, isLeftOut(folder), notice));
  stop.addEventListener("abort", () => wake.resolve(), { once: true });
  while (!stop.aborted) {
    await wake.promise;
    while (performance.now() - last < QUIET_MS && performance.now() - first < LONGEST_MS) await setTimeout(QUIET_MS);
    if (stop.aborted) break;
    const paths = [...noticed];
    noticed = new Set();
    wake = Promise.withResolvers();
    const files = paths.filter(path => {
      const content = contentOf(path);
      if (content === undefined || contents.get(path) === content) return false;
      contents.set(path, content);
      return true;
    });
    if (files.length === 0) continue;
    for (const path of await saved({ files: files.map(realPath), at: first })) {
      const content = contentOf(path);
      if (content !== undefined) contents.set(path, content);
    }
  }
  for (const end of ends) end();
}

/** A digest of a file, or a mark for a deleted one; undefined for a folder. */
function contentOf(path: string): string | undefined {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("base64");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EISDIR" ? undefined : "gone";
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
