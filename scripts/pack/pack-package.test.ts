import { spawnSync } from "node:child_process";
import { globSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { finishPack, preparePack } from "./pack-package.ts";
import { packWorkspaces } from "./pack-workspaces.ts";
import { writeWorkspace } from "./workspace-fixture.ts";

const root = writeWorkspace();
const folder = join(root, "packages/one");
const manifest = join(folder, "package.json");
const files = () => globSync(["**/*.*", ".*", "LICENSE"], { cwd: folder }).sort();
const written = readFileSync(manifest, "utf8");
const before = files();
beforeEach(() => finishPack(folder));
afterAll(() => rmSync(root, { recursive: true }));

test("leads to what was built while a package is packed, and back afterwards", () => {
  preparePack(folder);
  expect(JSON.parse(readFileSync(manifest, "utf8"))).toEqual({
    name: "@acme/one",
    version: "1.2.3",
    type: "module",
    files: ["dist", "schemas", "docs"],
    bin: { one: "./dist/bin/one.js" },
    exports: {
      "./a": { types: "./dist/src/a.d.ts", default: "./dist/src/a.js" },
      "./b": { types: "./dist/src/b.d.ts", default: "./dist/src/b.js" },
      "./package.json": "./package.json",
    },
  });
  expect(files().filter(name => !before.includes(name))).toEqual([
    ".README.md.before-pack",
    ".package.json.before-pack",
    "LICENSE",
    "dist/bin/one.js",
    "dist/src/a.d.ts",
    "dist/src/a.js",
    "dist/src/b.d.ts",
    "dist/src/b.js",
    "docs/one.md",
  ]);
  expect(readFileSync(join(folder, "dist/bin/one.js"), "utf8")).toBe('await import("../src/b.js");\n');
  finishPack(folder);
  expect([readFileSync(manifest, "utf8"), files()]).toEqual([written, before]);
});

test("links of its pages lead to what the package has, and become text where it has nothing", () => {
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const readme = read("README.md");
  preparePack(folder);
  expect(read("README.md")).toBe(
    "# One\n\n[More](docs/one.md), [schemas](schemas), two\n\n```md\n[code](../../two)\n```\n",
  );
  expect(read("docs/one.md")).toBe(
    "[Readme](../README.md#one), its types (`packages/one/src/b.ts` in the repository), c.js, [far](https://example.org)\n",
  );
  finishPack(folder);
  expect(read("README.md")).toBe(readme);
});

test("starts from the manifest that was written, also after a packing that was cut off", () => {
  preparePack(folder);
  preparePack(folder);
  finishPack(folder);
  finishPack(folder);
  expect([readFileSync(manifest, "utf8"), files()]).toEqual([written, before]);
});

test("packs one package by its script as all of them are packed", () => {
  const [tarball] = packWorkspaces(root, join(root, "all"));
  const { status, stderr } = spawnSync("npm", ["pack", "-w", "@acme/one", "--pack-destination", root], { cwd: root });
  expect([status, String(stderr)]).toEqual([0, expect.anything()]);
  expect(contents(join(root, "acme-one-1.2.3.tgz"))).toEqual(contents(tarball!));
  expect([readFileSync(manifest, "utf8"), files()]).toEqual([written, before]);
});

/** The files of a tarball, with what is in them. */
function contents(tarball: string): Map<string, string> {
  const tar = (...args: string[]) => String(spawnSync("tar", args).stdout);
  const names = tar("tzf", tarball).trim().split("\n").sort();
  return new Map(names.map(name => [name, tar("xzOf", tarball, name)]));
}
