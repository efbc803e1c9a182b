import { relative, resolve, sep } from "node:path";
import { build } from "esbuild";

/**
 * The files below `root` that a program is made of, as absolute paths: `entry`, and what it imports by relative paths, also what
 * is not there. A file that does not parse, or is not there, ends its branch.
 */
export async function programFiles(root: string, entry: string): Promise<ReadonlySet<string>> {
  const files = new Set([resolve(root, entry)]);
  await build({
    ...{ entryPoints: [resolve(root, entry)], bundle: true, write: false, format: "esm", platform: "node" },
    ...{ packages: "external", logLevel: "silent", absWorkingDir: root, outdir: root },
    plugins: [
      {
        name: "note-files",
        setup(building) {
          building.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
            const named = resolve(resolveDir, path);
            if (named.startsWith(root + sep)) for (const file of [named, `${named}.ts`]) files.add(file);
            return undefined;
          });
          building.onLoad({ filter: /.*/ }, ({ path }) => {
            if (path.startsWith(root + sep)) files.add(path);
            return undefined;
          });
        },
      },
    ],
  }).catch(() => {}); // Its evaluation reports what is wrong.
  return files;
}

/** Syntax errors of a file, as `file:line:column what`, with the file relative to `root`. */
export async function syntaxProblems(root: string, path: string): Promise<string[]> {
  const built = await build({
    ...{ entryPoints: [path], bundle: false, write: false, logLevel: "silent", absWorkingDir: root, outdir: root },
  }).catch((error: unknown) => error as { readonly errors?: readonly SyntaxMessage[] });
  return (built.errors ?? []).map(({ location, text }) =>
    location
      ? `${relative(root, path)}:${location.line}:${location.column + 1} ${text}`
      : `${relative(root, path)}: ${text}`,
  );
}

interface SyntaxMessage {
  readonly text: string;
  readonly location: { readonly line: number; readonly column: number } | null;
}
