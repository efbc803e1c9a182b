import { readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { type BuildFailure, build, type Plugin } from "esbuild";
import { type LockedProvider, lockedProviders, platformFolder } from "./platform.ts";
import { SynthError } from "./synth-error.ts";

/** Packages that `sst` leaves out of the bundle: they resolve from the platform's own node_modules. */
const externals = [
  "@pulumi/*",
  "@pulumiverse/*",
  "@sst-provider/*",
  "@aws-sdk/*",
  "undici",
  "esbuild",
  "archiver",
  "glob",
  "vite",
  "typescript",
];

/** The program in one module, and its source map: nothing is written. */
export interface ProgramBundle {
  /** Exports `config` (what `$config` returned) and `run` (SST's own way to run a program). */
  readonly code: string;
  readonly map: string;
}

/**
 * Bundles `sst.config.ts` with SST's components, as the sst CLI does, for a file in `folder`.
 * Rejects with a `SynthError` naming file, line and column of every syntax or import error.
 */
export async function bundleProgram(root: string, folder: string): Promise<ProgramBundle> {
  const platform = platformFolder(root);
  const providers = await lockedProviders(root);
  try {
    const { outputFiles } = await build({
      stdin: {
        contents: `export { default as config } from "./sst.config.ts"; export { run } from ${JSON.stringify(join(platform, "src/auto/run.ts"))};`,
        resolveDir: root,
        loader: "ts",
      },
      outfile: join(folder, "program.mjs"),
      write: false,
      absWorkingDir: root,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node24",
      mainFields: ["module", "main"],
      nodePaths: [join(platform, "node_modules")],
      external: externals,
      inject: [join(platform, "src/shim/run.js")],
      banner: {
        js: [
          `import { createRequire as __createRequire } from "node:module";`,
          `import { fileURLToPath as __fileURLToPath } from "node:url";`,
          `import { dirname as __parent } from "node:path";`,
          `const require = __createRequire(import.meta.url);`,
          `const __filename = __fileURLToPath(import.meta.url);`,
          `const __dirname = __parent(__filename);`,
        ].join("\n"),
      },
      plugins: [provideGlobals(root, providers)],
      // Beside the code and not in it: a change of comments alone changes no code.
      sourcemap: "external",
      logLevel: "silent",
    });
    const textOf = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
    return { code: textOf(".mjs"), map: textOf(".map") };
  } catch (cause) {
    throw new SynthError(located(cause as BuildFailure), { cause });
  }
}

/** Gives the program's own files `sst` and `aws` (and what else is locked), as the sst CLI does. */
function provideGlobals(root: string, providers: readonly LockedProvider[]): Plugin {
  const platform = platformFolder(root);
  const imports = [
    ...providers.map(provider => `import * as ${provider.alias} from ${JSON.stringify(provider.package)};`),
    `import * as sst from ${JSON.stringify(join(platform, "src/components"))};`,
  ].join("");
  const own = (path: string) =>
    path.startsWith(root + sep) && !/^(\.sst|node_modules)$/.test(relative(root, path).split(sep)[0] ?? "");
  return {
    name: "provide-globals",
    setup(building) {
      building.onLoad({ filter: /\.ts$/ }, async ({ path }) =>
        // On one line with the first, so that line numbers in messages stay right.
        own(path) ? { contents: imports + (await readFile(path, "utf8")), loader: "ts" } : undefined,
      );
    },
  };
}

function located(failure: BuildFailure): string[] {
  if (!Array.isArray(failure.errors)) return [failure.message];
  return failure.errors.map(({ location, text }) =>
    location ? `${location.file}:${location.line}:${location.column + 1} ${text}` : text,
  );
}
