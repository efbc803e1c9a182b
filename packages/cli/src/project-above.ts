import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** A hint for the message of a command that misses a file here: `; run it in /the/project`, or nothing. */
export function projectAbove(wanted: string, from = process.cwd()): string {
  for (let folder = dirname(resolve(from)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, wanted))) return `; run it in ${folder}`;
    if (folder === dirname(folder)) return "";
  }
}
