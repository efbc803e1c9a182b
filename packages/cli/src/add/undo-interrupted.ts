import { readFileSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../run-command.ts";
import { fileHash } from "./file-hash.ts";
import { syncToDisk } from "./sync-to-disk.ts";
import { type Journal, journalOf, lastOf, nextOf, writtenOf } from "./writing-folder.ts";

/**
 * Undoes what `writeFiles` had begun in a folder and did not end, whenever its process ended, and says what was undone; undefined
 * where nothing was. It may itself be interrupted, and run again. What somebody has edited since stays as it is.
 */
export async function undoInterrupted(folder: string): Promise<string | undefined> {
  forgetWritten(folder);
  rmSync(nextOf(journalOf(folder)), { force: true });
  const journal = readJournal(journalOf(folder));
  if (journal === undefined) return undefined;
  const edited = undo(folder, journal);
  await syncToDisk(journal.files.map(({ path }) => dirname(join(folder, path))));
  rmSync(journalOf(folder), { force: true });
  const kept = edited.map(
    path =>
      `; ${join(folder, path)}, edited since, stays as it is, and what it was is in ${lastOf(join(folder, path))}`,
  );
  return `undid what an interrupted command had begun to write: ${journal.files.length} files are as they were before it${kept.join("")}`;
}

/** Removes what was kept to undo something that is written whole. */
export function forgetWritten(folder: string): void {
  const written = writtenOf(folder);
  const journal = readJournal(written);
  if (journal === undefined) return;
  for (const { path } of journal.files) rmSync(lastOf(join(folder, path)), { force: true });
  rmSync(written, { force: true });
}

/** The paths that somebody else has edited since. */
function undo(folder: string, { files, folders }: Journal): string[] {
  const edited: string[] = [];
  for (const { path, before, after } of files.toReversed()) {
    const place = join(folder, path);
    const [next, last] = [nextOf(place), lastOf(place)];
    const now = fileHash(place);
    rmSync(next, { force: true });
    if (now === before) rmSync(last, { force: true });
    else if (now !== after) edited.push(path);
    else if (before === undefined) rmSync(place, { force: true });
    else renameSync(last, place);
  }
  for (const made of folders.toReversed()) removeEmpty(join(folder, made));
  return edited;
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Never made, or somebody has put something there.
    if (!["ENOENT", "ENOTDIR", "ENOTEMPTY", "EEXIST"].includes(code ?? "")) throw error;
  }
}

function readJournal(path: string): Journal | undefined {
  if (fileHash(path) === undefined) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(
      `${path} is no list of what was being written: remove it, and look at what git says has changed`,
    );
  }
}
