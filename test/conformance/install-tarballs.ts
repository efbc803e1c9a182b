import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readManifest } from "../../scripts/pack/manifest.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** The answer of a program. */
export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a program in a folder, which finds those of that folder's packages, and then of this repository's. */
export function runIn(folder: string, command: string, args: readonly string[]): Ran {
  const bins = [folder, repository].map(each => join(each, "node_modules/.bin"));
  const PATH = [...bins, process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH, NO_COLOR: "1", GITHUB_ACTIONS: "" };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8", env });
  return { status, output: stdout + stderr };
}

/**
 * Installs a tarball of one of our packages in a folder as npm would, but for what comes from a registry: that is taken from
 * this repository, so that no network is needed.
 */
export function installTarball(folder: string, name: string, tarball: string): void {
  const place = join(folder, "node_modules", name);
  mkdirSync(place, { recursive: true });
  const { status, output } = runIn(folder, "tar", ["xzf", tarball, "-C", place, "--strip-components=1"]);
  if (status !== 0) throw new Error(output);
  const { dependencies = {}, optionalDependencies = {} } = readManifest(place);
  for (const each of Object.keys(dependencies).filter(one => !one.startsWith("@tributary/"))) bring(folder, each);
  const isHere = (one: string) => existsSync(join(repository, "node_modules", one));
  for (const each of Object.keys(optionalDependencies).filter(isHere)) bring(folder, each);
}

/** Links a package of this repository into a folder. */
export function bring(folder: string, dependency: string): void {
  const place = join(folder, "node_modules", dependency);
  mkdirSync(dirname(place), { recursive: true });
  if (!readdirSync(dirname(place)).includes(dependency.split("/").at(-1)!))
    symlinkSync(join(repository, "node_modules", dependency), place);
}
