import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A path of a manifest, or paths by subpath and condition. */
export type Paths = string | { readonly [name: string]: Paths };

/** The parts of a package.json that packing reads. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly workspaces?: readonly string[];
  readonly files?: readonly string[];
  readonly exports?: Paths;
  readonly bin?: Paths;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/** The manifest of the package in a folder. */
export const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** Whether a package is compiled into `dist/` before others install it, as its `files` say. */
export const isBuilt = ({ files = [] }: Manifest): boolean => files.includes("dist");

/** Pages of the whole repository that a package brings, as its `files` say; no package has others of these names. */
export const sharedPages = ({ files = [] }: Manifest): string[] =>
  files.filter(name => name === "docs" || name === "FIDELITY.md");

/** The manifest that others install: without what only its own workspace uses, and leading to what was built. */
export function packedManifest(manifest: Manifest): Manifest {
  const { scripts: _scripts, devDependencies: _tools, ...packed } = manifest;
  if (!isBuilt(manifest)) return packed;
  const { exports, bin } = packed;
  return {
    ...packed,
    ...(exports === undefined ? {} : { exports: mapPaths(exports, built) }),
    ...(bin === undefined ? {} : { bin: mapPaths(bin, inDist) }),
  };
}

const isSource = /(?<!\.d)\.ts$/;

/** TypeScript becomes JavaScript and its types. */
const built = (path: string): Paths =>
  isSource.test(path)
    ? { types: inDist(path.replace(isSource, ".d.ts")), default: inDist(path.replace(isSource, ".js")) }
    : inDist(path);

const inDist = (path: string): string => path.replace(/^\.\/(?=(src|bin|generated)\/)/, "./dist/");

function mapPaths(paths: Paths, change: (path: string) => Paths): Paths {
  if (typeof paths === "string") return change(paths);
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, mapPaths(path, change)]));
}
