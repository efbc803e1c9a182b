import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { mapPaths, readManifest } from "./manifest.ts";

/**
 * Builds a workspace package for others to install: a folder ready for `npm pack`, with `.js` and `.d.ts` in place of its
 * `.ts`, which Node.js does not strip under `node_modules`, and without its tests. Throws what the compiler says when it
 * does not compile.
 */
export function buildPackage(folder: string, out: string): void {
  const files = globSync("{src,bin,generated}/**/*.*", { cwd: folder }).filter(name => !forTests.test(name));
  mkdirSync(out, { recursive: true });
  const sources = files.filter(name => isSource.test(name));
  for (const name of files.filter(each => !sources.includes(each))) cpSync(join(folder, name), join(out, name));
  if (sources.length > 0) compile(sources, resolve(folder), resolve(out));
  for (const name of globSync("**/*.js", { cwd: out })) renameSources(join(out, name));
  const { private: _private, scripts: _scripts, devDependencies: _tools, ...manifest } = readManifest(folder);
  const { exports = {} } = manifest;
  const built = { ...manifest, exports: mapPaths(exports, path => path.replace(isSource, ".js")) };
  writeFileSync(join(out, "package.json"), `${JSON.stringify(built, null, 2)}\n`);
}

const isSource = /(?<!\.d)\.ts$/;
const forTests = /(\.(test|bench)|-(suite|fixture))\.ts$/;

/**
 * The sources of a package may import those of others in the workspace, which are then compiled with them; only its own
 * are kept.
 */
function compile(sources: readonly string[], folder: string, out: string): void {
  const root = workspaceOf(folder);
  const compiled = mkdtempSync(join(out, ".compiled-"));
  try {
    const options = [
      "--declaration",
      "--rewriteRelativeImportExtensions",
      "--module",
      "nodenext",
      "--target",
      "esnext",
    ];
    const strict = ["--strict", "--skipLibCheck", "--ignoreConfig", "--types", "node"];
    // What has a configuration of its own needs types that are not there everywhere, and is checked with it: components of
    // the SST platform. Its exports are annotated, so that their declarations need none of those types.
    if (existsSync(join(folder, "tsconfig.json"))) strict.push("--noCheck");
    const paths = sources.map(name => join(folder, name));
    const args = [...options, ...strict, "--rootDir", root, "--outDir", compiled, ...paths];
    const { status, stdout, error } = spawnSync("tsc", args, { cwd: root, encoding: "utf8" });
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`the package does not compile:\n${stdout}`);
    const own = join(compiled, relative(root, folder));
    for (const name of globSync("**/*.{js,d.ts}", { cwd: own })) {
      const to = join(out, name);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(join(own, name), to);
    }
  } finally {
    rmSync(compiled, { recursive: true });
  }
}

/** The nearest folder above whose manifest has workspaces; for a package that is in none, its own. */
function workspaceOf(folder: string): string {
  for (let here = dirname(folder); here !== dirname(here); here = dirname(here)) {
    try {
      if (readManifest(here).workspaces !== undefined) return here;
    } catch {
      // There is none here.
    }
  }
  return folder;
}

/** Workers, and what hand-written JavaScript imports, by the names they have once compiled; the compiler leaves those. */
function renameSources(file: string): void {
  const text = readFileSync(file, "utf8");
  const renamed = text.replace(/(\b(?:new URL|import)\("[\w./-]+)\.ts"/g, '$1.js"');
  if (renamed !== text) writeFileSync(file, renamed);
}
