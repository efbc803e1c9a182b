import { globSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { readManifest } from "./manifest.ts";

/** The nearest folder above whose manifest has workspaces. */
export function workspaceOf(folder: string): string {
  for (let here = realpathSync(folder); ; here = dirname(here)) {
    if (globSync("package.json", { cwd: here }).length > 0 && readManifest(here).workspaces !== undefined) return here;
    if (here === dirname(here)) throw new Error(`${folder} is in no workspace`);
  }
}

/** The folders of a workspace's packages, sorted. */
export const packagesOf = (root: string): string[] =>
  globSync(
    (readManifest(root).workspaces ?? []).map(pattern => `${pattern}/package.json`),
    { cwd: root },
  )
    .map(file => dirname(join(root, file)))
    .sort();
