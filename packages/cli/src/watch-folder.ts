import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join, relative, sep } from "node:path";

/**
 * Calls back with its path whenever something in a folder changes, but for `except` in it, until what it returns is called.
 * Each folder is watched for itself: Node's recursive watch follows files, and is deaf to one that an editor or git has put in its place.
 */
export function watchFolder(root: string, except: string, changed: (path: string) => void): () => void {
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string) => {
    for (const [path, watcher] of watchers)
      if (path === folder || path.startsWith(folder + sep)) {
        watcher.close();
        watchers.delete(path);
      }
  };
  const follow = (folder: string) => {
    for (const path of [folder, ...foldersBelow(folder)])
      if (!watchers.has(path) && relative(root, path).split(sep)[0] !== except) {
        const watcher = watch(path, (event, name) => {
          if (path === root && name === except) return;
          // What has this name now may be another folder than before, or none.
          if (event === "rename" && name !== null) forget(join(path, name));
          tryFollow(root);
          changed(join(path, name ?? ""));
        });
        watcher.on("error", () => forget(path));
        watchers.set(path, watcher);
      }
  };
  const tryFollow = (folder: string) => {
    try {
      follow(folder);
    } catch {
      // It was there a moment ago; when it comes back, its parent tells.
    }
  };
  follow(root);
  return () => forget(root);
}

function foldersBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name));
}
