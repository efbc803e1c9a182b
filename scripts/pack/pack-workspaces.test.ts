import { spawnSync } from "node:child_process";
import { globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { CompileError } from "./compile-packages.ts";
import { packWorkspaces } from "./pack-workspaces.ts";
import { writeWorkspace } from "./workspace-fixture.ts";

const root = writeWorkspace();
const out = join(root, "out");
afterAll(() => rmSync(root, { recursive: true }));

const listed = (name: string) =>
  String(spawnSync("tar", ["tzf", join(out, name)]).stdout)
    .trim()
    .split("\n")
    .sort();

test("packs every package, and leaves the workspace as it is", () => {
  const workspace = () =>
    globSync(["packages/**/*", "two/**/*"], { cwd: root, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), "utf8")]);
  const before = workspace();
  expect(packWorkspaces(root, out)).toEqual([join(out, "acme-one-1.2.3.tgz"), join(out, "acme-two-1.2.3.tgz")]);
  expect(workspace()).toEqual(before);
  expect(readdirSync(out)).toHaveLength(2);
  expect(listed("acme-one-1.2.3.tgz")).toEqual(
    [
      "LICENSE",
      "README.md",
      "dist/bin/one.js",
      "dist/src/a.d.ts",
      "dist/src/a.js",
      "dist/src/b.d.ts",
      "dist/src/b.js",
      "docs/one.md",
      "package.json",
      "schemas/a.schema.json",
    ].map(name => `package/${name}`),
  );
  expect(listed("acme-two-1.2.3.tgz")).toEqual(
    ["LICENSE", "generated/c.d.ts", "generated/c.js", "package.json"].map(name => `package/${name}`),
  );
});

test("replaces tarballs of earlier versions, and leaves other files alone", () => {
  for (const name of ["acme-one-1.2.2.tgz", "acme-one-1.3.0-next.1.tgz", "acme-one-more-1.2.2.tgz", "notes.txt"])
    writeFileSync(join(out, name), "");
  packWorkspaces(root, out);
  expect(readdirSync(out)).toEqual([
    "acme-one-1.2.3.tgz",
    "acme-one-more-1.2.2.tgz",
    "acme-two-1.2.3.tgz",
    "notes.txt",
  ]);
});

test("packs nothing when a package does not compile, and says where", () => {
  const broken = join(root, "packages/one/src/b.ts");
  const sound = readFileSync(broken, "utf8");
  writeFileSync(broken, "export const b: string = 1;\n");
  rmSync(out, { recursive: true });
  expect(() => packWorkspaces(root, out)).toThrow(CompileError);
  expect(() => packWorkspaces(root, out)).toThrow(/packages\/one\/src\/b\.ts\(1,14\): error TS2322/);
  expect(readdirSync(out)).toEqual([]);
  writeFileSync(broken, sound);
});

test.each([
  [[], /required option '--out <dir>'/],
  [["--out", ""], /--out is empty/],
  [["--out", "there", "more"], /too many arguments/],
  [["--out", join(root, "LICENSE")], /LICENSE: a file of that name is in its place/],
  [["--out", join(root, "LICENSE/below")], /part of its path is not a folder/],
])("rejects %j with exit code 2 and no stack", (args, message) => {
  const script = fileURLToPath(new URL("pack.ts", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: "utf8" });
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/ at |defect/);
  expect(status).toBe(2);
});
