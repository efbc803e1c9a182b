import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Where a command would have found what it misses here, for its message: `; run it in /the/project`, or nothing. */
export function projectAbove(wanted: string, from = process.cwd()): string {
  for (let folder = dirname(resolve(from)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, wanted))) return `; run it in ${folder}`;
    if (folder === dirname(folder)) return "";
  }
}
