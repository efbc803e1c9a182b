import { type Dirent, realpathSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * The matching files below a folder, sorted. Follows links, and lists each file once, however many links lead to it. Lists
 * broken links and unreadable folders too, so that their reader reports them.
 */
export async function filesBelow(root: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const files = new Map<string, string>();
  const folders = new Map([[realpathSync(root), root]]);
  for (const [real, folder] of folders) {
    const entries = await entriesOf(folder);
    if (!entries) keep(files, real, folder);
    for (const entry of entries ?? []) {
      const path = join(folder, entry.name);
      const place = entry.isSymbolicLink() ? followed(path) : { target: entry, real: join(real, entry.name) };
      // This loop visits the added ones too.
      if (place?.target.isDirectory()) keep(folders, place.real, path);
      else if (isWanted(entry.name) && (place === undefined || place.target.isFile()))
        keep(files, place?.real ?? path, path);
    }
  }
  return [...files.values()].sort();
}

async function entriesOf(folder: string): Promise<Dirent[] | undefined> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return undefined;
  }
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

/** The first path to a file. */
function keep(paths: Map<string, string>, real: string, path: string): void {
  if (!paths.has(real)) paths.set(real, path);
}
