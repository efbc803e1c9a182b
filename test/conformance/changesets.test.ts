import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { readManifest } from "../../scripts/pack/manifest.ts";
import { packagesOf } from "../../scripts/pack/workspace.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "tributary-changesets-"));
afterAll(() => rmSync(copy, { recursive: true }));

function run(command: string, ...args: readonly string[]) {
  const PATH = [join(repository, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: copy,
    encoding: "utf8",
    env: { ...process.env, PATH },
  });
  expect(status, stdout + stderr).toBe(0);
}

test("a changeset gives all packages and their dependencies on one another one version, with a changelog", () => {
  const folders = packagesOf(repository).map(folder => relative(repository, folder));
  for (const name of [
    "package.json",
    "package-lock.json",
    ".changeset",
    ...folders.map(each => `${each}/package.json`),
  ]) {
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    cpSync(join(repository, name), join(copy, name), { recursive: true });
  }
  writeFileSync(join(copy, ".changeset/more.md"), '---\n"@tributary/bus": minor\n---\n\nIt does more.\n');
  // It asks git since when each changeset is there.
  const author = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  run("git", "init", "--quiet");
  run("git", "add", ".");
  run("git", ...author, "commit", "--quiet", "--message", "Everything");
  const [before] = folders.map(folder => readManifest(join(repository, folder)).version);
  run("changeset", "version");
  const manifests = folders.map(folder => readManifest(join(copy, folder)));
  const [version, ...others] = new Set(manifests.map(each => each.version));
  expect([others, version === before]).toEqual([[], false]);
  const ownDependencies = manifests.flatMap(({ dependencies = {}, devDependencies = {} }) =>
    Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) => name.startsWith("@tributary/")),
  );
  expect(ownDependencies.length).toBeGreaterThan(20);
  expect(ownDependencies.filter(([, needed]) => needed !== version)).toEqual([]);
  expect(readFileSync(join(copy, "packages/bus/CHANGELOG.md"), "utf8")).toMatch(/It does more/);
  expect(readFileSync(join(copy, "packages/cli/CHANGELOG.md"), "utf8")).toContain(`## ${version}`);
});
