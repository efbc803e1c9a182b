import { copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildPackage } from "./build-package.ts";
import { mapPaths, readManifest } from "./manifest.ts";

/**
 * What `npm pack` is to find in a workspace package, as its `prepack` script: the built package in `dist/`, and a manifest
 * that leads there. `finishPack`, as `postpack`, puts everything back; so does the next call after one that was cut off.
 */
export function preparePack(folder: string): void {
  finishPack(folder);
  const { dist, manifest, before } = places(folder);
  buildPackage(folder, dist);
  const { exports = {}, bin, ...rest } = readManifest(dist);
  rmSync(join(dist, "package.json"));
  const led = {
    ...rest,
    files: ["dist"],
    exports: mapPaths(exports, inDist),
    ...(bin === undefined ? {} : { bin: mapPaths(bin, inDist) }),
  };
  copyFileSync(manifest, before);
  writeFileSync(manifest, `${JSON.stringify(led, null, 2)}\n`);
}

/** Puts back what `preparePack` changed; nothing where nothing is. */
export function finishPack(folder: string): void {
  const { dist, manifest, before } = places(folder);
  if (existsSync(before)) renameSync(before, manifest);
  rmSync(dist, { recursive: true, force: true });
}

const places = (folder: string) => ({
  dist: join(folder, "dist"),
  manifest: join(folder, "package.json"),
  before: join(folder, ".package.json.before-pack"),
});

/** A path of a manifest, below `dist/`. */
const inDist = (path: string): string => path.replace(/^\.\//, "./dist/");
