import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { setTimeout } from "node:timers/promises";
import { watchFolder } from "../watch-folder.ts";

/** Files that changed together: one save, or a storm of them. */
export interface Save {
  /** Absolute paths of files whose content is another, or that are gone. */
  readonly files: readonly string[];
  /** When the first of them was noticed, by `performance.now()`. */
  readonly at: number;
}

/** What an editor or git does in one go arrives as several events, of files that are half there: it is over when it is quiet. */
const QUIET_MS = 30;
/** But a storm that goes on is taken as it stands. */
const LONGEST_MS = 300;

/** Folders that hold nothing of the user's own. */
const leftOut = /^(?:node_modules|\.git|\.sst|\.tributary|dist|coverage)$/;

/** What is watched, as absolute paths of folders, and until when. */
export interface WatchOptions {
  readonly folders: readonly string[];
  readonly except: readonly string[];
  readonly stop: AbortSignal;
}

/**
 * Calls back with each save, one after the other, until told to stop. The callback answers which files it wrote itself: those
 * are no save.
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

/** A digest of a file; of one that is gone, that it is. Undefined for a folder. */
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
