import { existsSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { isObject } from "../source/json-pointer.ts";
import { readSourceFile } from "../source/source-file.ts";

/**
 * How services of a repository import a generated module: from the package that the contracts folder is, by a `#` import of the
 * repository's package.json, or else by its path from a folder `services/<name>`.
 */
export function contractImports(root: string, contracts: string): (module: string) => string {
  const { name, exports } = manifestOf(contracts);
  if (typeof name === "string" && isObject(exports) && leadsTo(exports["./*"], "./generated/*"))
    return module => `${name}/${module}`;
  const generated = `./${posix.join(...relative(root, contracts).split(sep), "generated")}/*`;
  const { imports } = manifestOf(root);
  for (const [alias, target] of Object.entries(isObject(imports) ? imports : {}))
    if (alias.endsWith("/*") && leadsTo(target, generated)) return module => alias.replace("*", module);
  return module => `../../${generated.slice(2).replace("*", module)}.js`;
}

/** Whether a target of `exports` or `imports` is a module of the generated ones. */
function leadsTo(target: unknown, generated: string): boolean {
  if (typeof target === "string") return target.startsWith(generated);
  return isObject(target) && Object.values(target).some(each => leadsTo(each, generated));
}

function manifestOf(folder: string): Readonly<Record<string, unknown>> {
  const path = join(folder, "package.json");
  // Of a broken one npm says more than we could.
  const manifest = existsSync(path) ? readSourceFile(path).value : undefined;
  return isObject(manifest) ? manifest : {};
}
