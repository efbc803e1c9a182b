import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A path of a manifest, or paths by subpath and condition. */
export type Paths = string | { readonly [name: string]: Paths };

/** The parts of a package.json that packing reads. */
export interface Manifest {
  readonly workspaces?: readonly string[];
  readonly exports?: Paths;
  readonly bin?: Paths;
  readonly [member: string]: unknown;
}

/** The manifest of the package in a folder. */
export const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** Paths with each of them changed. */
export function mapPaths(paths: Paths, change: (path: string) => string): Paths {
  if (typeof paths === "string") return change(paths);
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, mapPaths(path, change)]));
}
