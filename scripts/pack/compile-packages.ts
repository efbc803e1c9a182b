import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A package that does not compile; the message is what the compiler says. */
export class CompileError extends Error {
  override readonly name = "CompileError";
}

/** The sources of a package that others install: neither tests nor what only tests use. */
export const sourcesOf = (folder: string): string[] =>
  globSync("{src,bin,generated}/**/*.*", { cwd: folder }).filter(name => !forTests.test(name));

export const isTypeScript = (name: string): boolean => /(?<!\.d)\.ts$/.test(name);

const forTests = /(\.(test|bench)|-(suite|fixture))\.ts$/;

/**
 * Compiles packages of a workspace into `out`, at their places below its root. What they import of other packages is
 * compiled with them, so that one call for all of them costs little more than one for one.
 */
export function compilePackages(root: string, folders: readonly string[], out: string): void {
  // What has a configuration of its own needs types that are not everywhere, and is checked with it: components of the SST
  // platform. Its exports are annotated, so that their declarations need none of those types.
  const { true: apart = [], false: plain = [] } = Object.groupBy(folders, folder =>
    existsSync(join(folder, "tsconfig.json")) ? "true" : "false",
  );
  compile(root, plain, out);
  compile(root, apart, out, "--noCheck");
}

function compile(root: string, folders: readonly string[], out: string, ...more: readonly string[]): void {
  const sources = folders.flatMap(folder =>
    sourcesOf(folder)
      .filter(isTypeScript)
      .map(name => join(folder, name)),
  );
  if (sources.length === 0) return;
  const shape = ["--declaration", "--rewriteRelativeImportExtensions", "--module", "nodenext", "--target", "esnext"];
  const strict = ["--strict", "--skipLibCheck", "--ignoreConfig", "--types", "node", ...more];
  const args = [compiler(), ...shape, ...strict, "--rootDir", root, "--outDir", out, ...sources];
  const { status, stdout, error } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new CompileError(`the packages do not compile:\n${stdout}`);
}

const compiler = () => join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
