import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** Why a handler, `<file without extension>.<export>`, cannot be called; undefined when it can. Nothing is executed. */
export async function handlerProblem(root: string, handler: string): Promise<string | undefined> {
  const file = handler.replace(/\.[^./]+$/, ".ts");
  const name = handler.slice(file.length - ".ts".length + 1);
  if (!existsSync(join(root, file))) return `there is no ${file} for its handler ${handler}`;
  const exported = await exportsOf(root, file);
  if (exported === undefined || exported.includes(name)) return undefined;
  return `${file} has no export ${name} for its handler ${handler}; it has ${exported.join(", ") || "none"}`;
}

/** The names that a module exports; undefined if it does not parse, or re-exports everything of another file. */
async function exportsOf(root: string, file: string): Promise<string[] | undefined> {
  const options = { bundle: false, write: false, metafile: true, format: "esm", logLevel: "silent" } as const;
  // Left to itself, esbuild works in the folder that the process was in when it was loaded, which may be gone.
  const where = { absWorkingDir: root, entryPoints: [join(root, file)], outdir: "." };
  const built = await build({ ...where, ...options }).catch(() => undefined);
  const [output] = Object.values(built?.metafile.outputs ?? {});
  const passesOn = built?.outputFiles[0]?.text.match(/^export \* from/m);
  return passesOn ? undefined : output?.exports;
}
