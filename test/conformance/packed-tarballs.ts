import { createHash } from "node:crypto";
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packWorkspaces } from "../../scripts/pack/pack-workspaces.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
/** Sets of tarballs by the digest of their sources. */
const cache = join(repository, "node_modules/.cache/tributary-tarballs");
/** Everything that packing reads. */
const sources = ["{packages,contracts,docs,scripts/pack}/**", "*.{json,md}", "LICENSE"];
const day = 24 * 60 * 60 * 1_000;

/** The tarballs of this repository's packages, sorted: packed for the first test that asks, and again after a change. */
export function packedTarballs(): string[] {
  mkdirSync(cache, { recursive: true });
  for (const old of readdirSync(cache).map(name => join(cache, name)))
    if (statSync(old).mtimeMs < Date.now() - day) rmSync(old, { recursive: true });
  const digest = digestOfSources();
  if (!readdirSync(cache).includes(digest)) packInto(join(cache, digest));
  return readdirSync(join(cache, digest))
    .sort()
    .map(name => join(cache, digest, name));
}

/** The folder appears whole, or is that of a test that packed at the same time. */
function packInto(folder: string): void {
  const work = mkdtempSync(join(cache, "work-"));
  packWorkspaces(repository, work);
  try {
    renameSync(work, folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
    rmSync(work, { recursive: true });
  }
}

function digestOfSources(): string {
  const digest = createHash("sha256");
  const options = { cwd: repository, exclude: ["**/node_modules"], withFileTypes: true } as const;
  const files = globSync(sources, options).filter(each => each.isFile());
  for (const path of files.map(each => join(each.parentPath, each.name)).sort())
    digest.update(`${path}\0`).update(readFileSync(path)).update("\0");
  return digest.digest("hex");
}
