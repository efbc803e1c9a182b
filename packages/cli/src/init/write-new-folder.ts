import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Writes files into a folder that is empty, or not there: all of them, or none when anything fails. */
export function writeNewFolder(given: string, files: ReadonlyMap<string, string | Buffer>): void {
  const folder = resolve(given);
  const made = existsSync(folder) ? undefined : mkdirSync(folder, { recursive: true });
  let staged = "";
  const moved: string[] = [];
  try {
    staged = mkdtempSync(join(folder, ".tributary-init-"));
    for (const [name, content] of files) {
      mkdirSync(dirname(join(staged, name)), { recursive: true });
      writeFileSync(join(staged, name), content);
    }
    for (const name of readdirSync(staged)) {
      // Moving a file replaces one that is there; what somebody else has written meanwhile stays.
      if (existsSync(join(folder, name))) throw new Error(`${name} is there already`);
      renameSync(join(staged, name), join(folder, name));
      moved.push(name);
    }
    rmdirSync(staged);
  } catch (error) {
    for (const path of made === undefined
      ? [staged, ...moved.map(name => join(folder, name))].filter(path => path !== "")
      : [made])
      rmSync(path, { recursive: true, force: true });
    throw error;
  }
}
