import { realpathSync } from "node:fs";
import { registerHooks } from "node:module";
import { relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { stackFrames } from "./stack-frames.ts";

/** The modules that this worker has loaded, as the place of an error and a reload need them. */
export interface WorkerSources {
  /** Paths of the files loaded since the last call. */
  newFiles(): readonly string[];
  /**
   * Where an error was thrown, `services/letters/handler.ts:12:9` below the root: in the function's own sources rather than in a
   * package. Only files that were loaded count, so nothing that a message quotes passes for a place.
   */
  placeOf(error: unknown): string | undefined;
}

/** Follows what is loaded from now on. `entry` is the URL of the handler's module: its relative imports are the function's own. */
export function followSources(folder: string, entry: string): WorkerSources {
  // Node.js loads the file that a link leads to.
  const root = realpathSync(folder);
  const own = new Set<string>([pathToFileURL(realpathSync(fileURLToPath(entry))).href]);
  const files = new Set<string>();
  let fresh: string[] = [];
  const shown = (file: string) => (file.startsWith(root + sep) ? relative(root, file) : file);
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const { url } = resolved;
      if (!url.startsWith("file:")) return resolved;
      if (/^(?:\.{0,2}\/|file:)/.test(specifier) && own.has(context.parentURL ?? "")) own.add(url);
      const file = fileURLToPath(url);
      if (!files.has(file)) fresh.push(file);
      files.add(file);
      return resolved;
    },
  });
  return {
    newFiles() {
      const found = fresh;
      fresh = [];
      return found;
    },
    placeOf(error) {
      const stack = error instanceof Error ? String(error.stack) : "";
      const places = stackFrames(stack.split("\n"))
        .filter(({ file }) => files.has(file))
        .map(({ file, url, at }) => ({ isOwn: own.has(url), place: `${shown(file)}:${at}` }));
      return (places.find(({ isOwn }) => isOwn) ?? places[0])?.place;
    },
  };
}
