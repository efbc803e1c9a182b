import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isObject } from "./json-pointer.ts";

/**
 * Builds a workspace package for others to install: a folder ready for `npm pack`, with `.js` and `.d.ts` in place of its
 * `.ts`, which Node.js does not strip under `node_modules`. Throws what the compiler says when it does not compile.
 */
export function buildPackage(folder: string, out: string): void {
  const files = globSync("{src,generated}/**/*", { cwd: folder, exclude: name => name.endsWith(".test.ts") });
  mkdirSync(out, { recursive: true });
  for (const name of files.filter(each => /\.(js|d\.ts)$/.test(each))) cpSync(join(folder, name), join(out, name));
  const sources = files.filter(each => /(?<!\.d)\.ts$/.test(each)).map(each => resolve(folder, each));
  if (sources.length > 0) compile(sources, resolve(folder), resolve(out));
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (!isObject(manifest)) throw new Error(`${folder}/package.json is no manifest`);
  const { private: _private, exports, ...rest } = manifest;
  writeFileSync(join(out, "package.json"), `${JSON.stringify({ ...rest, exports: built(exports) }, null, 2)}\n`);
}

function compile(sources: readonly string[], rootDir: string, outDir: string): void {
  const options = ["--declaration", "--rewriteRelativeImportExtensions", "--module", "nodenext", "--target", "es2024"];
  const strict = ["--strict", "--skipLibCheck", "--ignoreConfig", "--types", "node"];
  const { status, stdout } = spawnSync(
    "tsc",
    [...options, ...strict, "--rootDir", rootDir, "--outDir", outDir, ...sources],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) throw new Error(`the package does not compile:\n${stdout}`);
}

/** The exports, with what was compiled in place of its source. */
function built(exports: unknown): unknown {
  if (typeof exports === "string") return exports.replace(/(?<!\.d)\.ts$/, ".js");
  if (!isObject(exports)) return exports;
  return Object.fromEntries(Object.entries(exports).map(([name, target]) => [name, built(target)]));
}
