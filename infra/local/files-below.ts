import { type Dirent, realpathSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * The files below a folder whose names are wanted, sorted. Links are followed, and each file is there once, however many
 * lead to it. A link that leads nowhere is there, too: who reads it will say so.
 */
export async function filesBelow(root: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const files = new Map<string, string>();
  const folders = new Map([[realpathSync(root), root]]);
  for (const [real, folder] of folders) // What is added meanwhile is gone through as well.
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const place = entry.isSymbolicLink() ? followed(path) : { target: entry, real: join(real, entry.name) };
      if (place?.target.isDirectory()) keep(folders, place.real, path);
      else if (isWanted(entry.name) && (place === undefined || place.target.isFile()))
        keep(files, place?.real ?? path, path);
    }
  return [...files.values()].sort();
}

function followed(
  path: string,
): { readonly target: Pick<Dirent, "isDirectory" | "isFile">; readonly real: string } | undefined {
  try {
    return { target: statSync(path), real: realpathSync(path) };
  } catch {
    return undefined;
  }
}

/** The first path that leads to it. */
function keep(paths: Map<string, string>, real: string, path: string): void {
  if (!paths.has(real)) paths.set(real, path);
}
