import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { buildPackage } from "./build-package.ts";
import { compilePackages } from "./compile-packages.ts";
import { readManifest } from "./manifest.ts";
import { packPages, writePages } from "./pack-pages.ts";
import { packagesOf } from "./workspace.ts";

/**
 * Packs every package of a workspace as a tarball into a folder, and answers their paths, sorted. The workspace stays as it
 * is; the tarballs appear, and replace earlier ones of the same packages, once all of them are packed. Throws a
 * `CompileError` when the packages do not compile.
 */
export function packWorkspaces(root: string, out: string): string[] {
  mkdirSync(out, { recursive: true });
  const work = mkdtempSync(join(resolve(out), ".pack-"));
  try {
    const folders = packagesOf(root);
    compilePackages(root, folders, join(work, "compiled"));
    const staged = folders.map(folder => stage(root, folder, work));
    const packed = join(work, "packed");
    mkdirSync(packed);
    npmPack(staged, packed);
    const tarballs = readdirSync(packed).sort();
    for (const name of readdirSync(out).filter(each => isReplaced(each, tarballs))) rmSync(join(out, name));
    return tarballs.map(name => {
      renameSync(join(packed, name), join(out, name));
      return join(out, name);
    });
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** A copy of what is packed of a package. */
function stage(root: string, folder: string, work: string): string {
  const staged = join(work, basename(folder));
  mkdirSync(staged);
  for (const name of ["README.md", ...(readManifest(folder).files ?? [])])
    if (name !== "dist" && existsSync(join(folder, name)))
      cpSync(join(folder, name), join(staged, name), { recursive: true });
  const manifest = buildPackage(root, folder, join(work, "compiled"), staged);
  writePages(staged, packPages(root, folder, readManifest(folder), staged));
  writeFileSync(join(staged, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return staged;
}

function npmPack(folders: readonly string[], destination: string): void {
  const args = ["pack", ...folders, "--pack-destination", destination, "--ignore-scripts", "--loglevel", "error"];
  // Under `npm run`, the npm that runs it.
  const npm = process.env.npm_execpath;
  const [command, first] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
  const { status, stderr, error } = spawnSync(command, [...first, ...args], { encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
}

/** A tarball of an earlier version of a package: `tributary-bus-0.1.0.tgz` for `tributary-bus-0.2.0.tgz`. */
const isReplaced = (name: string, tarballs: readonly string[]): boolean =>
  tarballs.some(tarball => withoutVersion(tarball) === withoutVersion(name));

const withoutVersion = (name: string): string => name.replace(/-\d+\.\d+\.\d+.*\.tgz$/, "");
