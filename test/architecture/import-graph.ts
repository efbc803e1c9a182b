import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Every source file with the modules it imports: repository files as paths from the root, others by their name. */
export function importGraph(): Map<string, string[]> {
  const files = globSync("{contracts,packages,services,infra,scripts,test}/**/*.{ts,js}", {
    cwd: root,
    // What `tributary init` writes is a repository of its own, with a package.json of its own; SST writes types beside packages.
    exclude: path => /(^|\/)(node_modules|\.sst|sst-env\.d\.ts)(\/|$)|^packages\/cli\/template(\/|$)/.test(path),
  });
  return new Map(files.sort().map(file => [file, imports(file)]));
}

const IMPORT = /^\s*(?:import|export)\b[^"';]*?from\s*"([^"]+)"|\bimport\s*\(\s*"([^"]+)"|^\s*import\s+"([^"]+)"/gm;

const EAGER = /^\s*(?:import|export)\b(?!\s+type\b)[^"';]*?from\s*"([^"]+)"|^\s*import\s+"([^"]+)"/gm;

/** What is loaded before a file runs: all that it imports, and what that imports, but for types and what is imported later. */
export function loadedBefore(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!existsSync(join(root, file)) || !/\.[tj]s$/.test(file)) return seen;
  for (const match of readFileSync(join(root, file), "utf8").matchAll(EAGER))
    loadedBefore(resolve(file, match[1] ?? match[2] ?? ""), seen);
  return seen;
}

/** What a source file imports, as written. */
export function specifiers(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(IMPORT)].map(match => match[1] ?? match[2] ?? match[3] ?? "");
}

const imports = (file: string): string[] => specifiers(file).map(specifier => resolve(file, specifier));

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith(".")) return withEnding(normalize(join(dirname(from), specifier)));
  const contract = /^@tributary\/contracts\/(.+)$/.exec(specifier);
  if (contract) return `contracts/generated/${contract[1]}.js`;
  const own = /^@tributary\/([^/]+)\/(.+)$/.exec(specifier);
  return own ? exported(`packages/${own[1]}`, `./${own[2]}`) : specifier;
}

/** The file that a package exports as a subpath; the subpath in the package's folder when there is none. */
function exported(folder: string, subpath: string): string {
  const { exports } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as {
    exports: Readonly<Record<string, string | { readonly default: string }>>;
  };
  const listed = exports[subpath];
  const target = typeof listed === "object" ? listed.default : listed;
  return normalize(join(folder, target ?? subpath));
}

function withEnding(path: string): string {
  return (
    [path, `${path}.ts`, `${path}.js`].find(
      candidate => /\.\w+$/.test(candidate) && existsSync(join(root, candidate)),
    ) ?? path
  );
}

/** The first cycle found, as the files it goes through; undefined when there is none. */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (done.has(file)) return undefined;
    const start = path.indexOf(file);
    if (start >= 0) return [...path.slice(start), file];
    path.push(file);
    for (const next of graph.get(file) ?? []) {
      const cycle = graph.has(next) ? visit(next) : undefined;
      if (cycle) return cycle;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return undefined;
}
