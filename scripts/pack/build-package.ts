import { copyFileSync, cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { isTypeScript, sourcesOf } from "./compile-packages.ts";
import { isBuilt, type Manifest, packedManifest, readManifest, sharedPages } from "./manifest.ts";

/**
 * Puts what others install of a workspace package into a folder, which may be its own: the licence, the pages of the whole
 * repository that its `files` name, and `dist/` with `.js`
 * and `.d.ts` in place of its `.ts`, which Node.js does not strip under `node_modules`. Answers its manifest. `compiled` is
 * where `compilePackages` put its sources.
 */
export function buildPackage(root: string, folder: string, compiled: string, out: string): Manifest {
  const manifest = readManifest(folder);
  for (const name of ["LICENSE", ...sharedPages(manifest)])
    cpSync(join(root, name), join(out, name), { recursive: true });
  if (isBuilt(manifest)) fillDist(folder, join(compiled, relative(root, folder)), join(out, "dist"));
  return packedManifest(manifest);
}

function fillDist(folder: string, compiled: string, dist: string): void {
  for (const name of sourcesOf(folder).filter(each => !isTypeScript(each)))
    cpSync(join(folder, name), join(dist, name));
  // Sources that others of the workspace import are compiled as well, tests' among them.
  const own = sourcesOf(folder).filter(isTypeScript);
  for (const name of own.flatMap(each => [".js", ".d.ts"].map(ending => each.replace(/\.ts$/, ending)))) {
    mkdirSync(dirname(join(dist, name)), { recursive: true });
    copyFileSync(join(compiled, name), join(dist, name));
  }
  for (const name of globSync("**/*.js", { cwd: dist })) renameSources(join(dist, name));
}

/** Workers, and what hand-written JavaScript imports, by the names they have once compiled; the compiler leaves those. */
function renameSources(file: string): void {
  const text = readFileSync(file, "utf8");
  const renamed = text.replace(/(\b(?:new URL|import)\("[\w./-]+)\.ts"/g, '$1.js"');
  if (renamed !== text) writeFileSync(file, renamed);
}
