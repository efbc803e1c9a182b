import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../run-command.ts";

/**
 * Writes files, or removes those without content: all of them, or none when one fails. Contents are written beside their places
 * first, so that nothing is half written when there is no room, or the process ends. Throws a `UsageError`, having written
 * nothing, when a file no longer holds the text that was `read` from it.
 */
export function writeFiles(
  files: ReadonlyMap<string, string | undefined>,
  read: ReadonlyMap<string, string> = new Map(),
): void {
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
    for (const [path, text] of read)
      if (!existsSync(path) || readFileSync(path, "utf8") !== text)
        throw new UsageError(`nothing was written: ${path} has changed meanwhile; run this again`);
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
