import { copyFileSync, existsSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPackage } from "./build-package.ts";
import { compilePackages } from "./compile-packages.ts";
import { readManifest, sharedPages } from "./manifest.ts";
import { packPages, writePages } from "./pack-pages.ts";
import { workspaceOf } from "./workspace.ts";

/**
 * What `npm pack` and `npm publish` are to find in a workspace package, as its `prepack` script: the built package, and a
 * manifest that leads there. `finishPack`, as `postpack`, puts everything back; so does the next call after one that was
 * cut off.
 */
export function preparePack(given: string): void {
  const folder = realpathSync(given);
  finishPack(folder);
  const root = workspaceOf(folder);
  const compiled = mkdtempSync(join(tmpdir(), "tributary-compiled-"));
  try {
    compilePackages(root, [folder], compiled);
    const packed = buildPackage(root, folder, compiled, folder);
    const { manifest, before, readme, readmeBefore } = places(folder);
    const pages = packPages(root, folder, readManifest(folder), folder);
    if (pages.has("README.md")) copyFileSync(readme, readmeBefore);
    writePages(folder, pages);
    copyFileSync(manifest, before);
    writeFileSync(manifest, `${JSON.stringify(packed, null, 2)}\n`);
  } finally {
    rmSync(compiled, { recursive: true });
  }
}

/** Puts back what `preparePack` changed; nothing where nothing is. */
export function finishPack(folder: string): void {
  const { dist, manifest, before, license, readme, readmeBefore } = places(folder);
  if (existsSync(before)) renameSync(before, manifest);
  if (existsSync(readmeBefore)) renameSync(readmeBefore, readme);
  const pages = sharedPages(readManifest(folder)).map(name => join(folder, name));
  for (const path of [dist, license, ...pages]) rmSync(path, { recursive: true, force: true });
}

const places = (folder: string) => ({
  dist: join(folder, "dist"),
  license: join(folder, "LICENSE"),
  manifest: join(folder, "package.json"),
  before: join(folder, ".package.json.before-pack"),
  readme: join(folder, "README.md"),
  readmeBefore: join(folder, ".README.md.before-pack"),
});
