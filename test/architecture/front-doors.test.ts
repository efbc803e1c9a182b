import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { importGraph, root, specifiers } from "./import-graph.ts";

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

const folders = globSync("packages/*", { cwd: root }).filter(folder => existsSync(join(root, folder, "package.json")));
const packages = folders.sort().map(folder => ({
  folder,
  ...(JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest),
}));
const files = [...importGraph().keys()];
/** What the import graph leaves out: configuration at the root, and the repository that `tributary init` writes. */
const template = globSync("packages/cli/template/**/*.ts", { cwd: root });
const programs = ["sst.config.ts", "tributary.config.ts", ...template];
const home = (path: string) => folders.find(folder => path.startsWith(`${folder}/`));

/** Imports that enter a package by another way than a subpath that it exports, as `file → import`. */
function breaches(file: string, imports: readonly string[]): string[] {
  return imports
    .filter(specifier => {
      if (specifier.startsWith(".")) {
        const entered = home(normalize(join(dirname(file), specifier)));
        return entered !== undefined && entered !== home(file);
      }
      const entered = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
      return entered !== undefined && !(`.${specifier.slice(entered.name.length)}` in entered.exports);
    })
    .map(specifier => `${file} → ${specifier}`);
}

describe.each(packages)("$name", ({ folder, name, exports }) => {
  it("lists its exports one by one", () => {
    const targets = Object.entries(exports).flatMap(([subpath, target]) =>
      Object.values(typeof target === "string" ? { target } : target).map(path => ({ subpath, path })),
    );
    expect(targets.filter(({ subpath, path }) => /\*/.test(subpath + path))).toEqual([]);
    expect(targets.filter(({ path }) => !existsSync(join(root, folder, path)))).toEqual([]);
    // A package as it is packed has no tests, nor what is theirs.
    expect(targets.filter(({ path }) => /\.test\.|-(suite|fixture)\.|\/scripts\//.test(path))).toEqual([]);
  });

  it("exports nothing that no other package uses", () => {
    const texts = [
      ...files,
      ...globSync("{README.md,docs/**/*.md,contracts/*.md,packages/*/README.md}", { cwd: root }),
      ...programs,
    ]
      .filter(file => home(file) !== folder || file.endsWith(".md"))
      .map(file => readFileSync(join(root, file), "utf8"));
    // The manifest is for tools, which find a package by it.
    const subpaths = Object.keys(exports).filter(subpath => subpath !== "./package.json");
    const unused = subpaths.filter(
      subpath => !texts.some(text => ['"', "`"].some(end => text.includes(`${name}${subpath.slice(1)}${end}`))),
    );
    expect(unused).toEqual([]);
  });
});

it("enters packages only through their exports", () => {
  expect(files.flatMap(file => breaches(file, specifiers(file)))).toEqual([]);
});

it.each([
  ["a file behind the front door", "test/a.test.ts", `@tributary/bus/${"consume-message"}`],
  ["a package's folder", "services/a/b.ts", "@tributary/bus"],
  ["another package's source", "packages/cli/src/main.ts", "../../bus/src/publish.ts"],
])("finds an import of %s", (_, file, specifier) => {
  expect(breaches(file, [specifier])).toEqual([`${file} → ${specifier}`]);
  expect(breaches("packages/bus/src/x.ts", ["./publish.ts", "@tributary/delivery/idempotency"])).toEqual([]);
});
