import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes files, or removes those without content: all of them, or none when one fails. Contents are written beside their places
 * first, so that nothing is half written when there is no room, or the process ends.
 */
export function writeFiles(files: ReadonlyMap<string, string | undefined>): void {
  const undo: (() => void)[] = [];
  const staged = (path: string) => `${path}.${process.pid}.tmp`;
  try {
    for (const [path, content] of files) {
      if (content === undefined) continue;
      const made = mkdirSync(dirname(path), { recursive: true });
      if (made !== undefined) undo.push(() => rmSync(made, { recursive: true, force: true }));
      undo.push(() => rmSync(staged(path), { force: true }));
      writeFileSync(staged(path), content);
    }
    for (const [path, content] of files) {
      const before = existsSync(path) ? readFileSync(path) : undefined;
      undo.push(() => (before === undefined ? rmSync(path, { force: true }) : writeFileSync(path, before)));
      if (content === undefined) rmSync(path, { force: true });
      else renameSync(staged(path), path);
    }
  } catch (error) {
    for (const back of undo.reverse()) back();
    throw error;
  }
}
