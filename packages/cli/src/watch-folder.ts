import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join, relative, sep } from "node:path";

/**
 * Calls back with its path whenever something in a folder changes, but for the folders that `isLeftOut` names by their path in
 * it, until what it returns is called.
 * Each folder is watched for itself: Node's recursive watch follows files, and is deaf to one that an editor or git has put in its place.
 */
export function watchFolder(
  given: string,
  isLeftOut: (path: string) => boolean,
  changed: (path: string) => void,
): () => void {
  // As `join` writes it: paths below it are compared with it.
  const root = join(given, ".");
  const leftOut = (path: string) => path !== root && isLeftOut(relative(root, path));
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string) => {
    for (const [path, watcher] of watchers)
      if (path === folder || path.startsWith(folder + sep)) {
        watcher.close();
        watchers.delete(path);
      }
  };
  const follow = (folder: string, isFirst = false) => {
    for (const path of foldersFrom(folder, leftOut))
      if (!watchers.has(path)) {
        const watcher = watch(path, (event, name) => {
          if (name !== null && leftOut(join(path, name))) return;
          // What has this name now may be another folder than before, or none.
          if (event === "rename" && name !== null) forget(join(path, name));
          tryFollow(root);
          changed(join(path, name ?? ""));
        });
        watcher.on("error", () => forget(path));
        watchers.set(path, watcher);
        // What a folder brings with it, or got before it was watched, nothing else tells of.
        if (!isFirst) for (const file of filesIn(path)) if (!leftOut(file)) changed(file);
      }
  };
  const tryFollow = (folder: string) => {
    try {
      follow(folder);
    } catch {
      // It was there a moment ago; when it comes back, its parent tells.
    }
  };
  follow(root, true);
  return () => {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(({ name }) => join(folder, name));

function foldersFrom(folder: string, leftOut: (path: string) => boolean): string[] {
  if (leftOut(folder)) return [];
  const below = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory());
  return [folder, ...below.flatMap(entry => foldersFrom(join(folder, entry.name), leftOut))];
}
