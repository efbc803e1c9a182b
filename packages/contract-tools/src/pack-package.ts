import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildPackage } from "./build-package.ts";
import { isObject } from "./source/json-pointer.ts";

/**
 * What `npm pack` is to find in a workspace package, as its `prepack` script: the built package in `dist/`, and a manifest
 * that leads there. `finishPack`, as `postpack`, puts everything back; so does the next call after one that was cut off.
 */
export function preparePack(folder: string): void {
  finishPack(folder);
  const { dist, manifest, before } = places(folder);
  buildPackage(folder, dist);
  const built: unknown = JSON.parse(readFileSync(join(dist, "package.json"), "utf8"));
  if (!isObject(built)) throw new Error(`${folder}/package.json is no manifest`);
  rmSync(join(dist, "package.json"));
  const { exports, bin, ...rest } = built;
  const led = {
    ...rest,
    files: ["dist"],
    exports: inDist(exports),
    ...(bin === undefined ? {} : { bin: inDist(bin) }),
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

/** Paths of a manifest, or objects of them, below `dist/`. */
function inDist(paths: unknown): unknown {
  if (typeof paths === "string") return paths.replace(/^\.\//, "./dist/");
  if (!isObject(paths)) return paths;
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, inDist(path)]));
}
