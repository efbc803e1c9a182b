import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { UsageError } from "../run-command.ts";
import { contentHash, fileHash } from "./file-hash.ts";
import { syncToDisk } from "./sync-to-disk.ts";
import { forgetWritten, undoInterrupted } from "./undo-interrupted.ts";
import {
  type Journal,
  type JournalFile,
  journalOf,
  lastOf,
  nextOf,
  writingFolder,
  writtenOf,
} from "./writing-folder.ts";

/** A file's content; undefined removes it. */
type Content = string | Buffer | undefined;

/** Ends when the last call of this process has ended: a list of what is being written is one call's. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Writes files, or removes those without content: all of them, or none when one fails. Where the process or the machine dies in
 * between, `undoInterrupted` of the same folder puts everything back; call both within `alone`. Throws a `UsageError`, having
 * written nothing, when a file no longer holds the text that was `read` from it, or is there where none was.
 */
export function writeFiles(
  folder: string,
  files: ReadonlyMap<string, Content>,
  read: ReadonlyMap<string, string | undefined> = new Map(),
): Promise<void> {
  const own = last.then(() => write(folder, files, read));
  last = own.catch(() => {});
  return own;
}

async function write(
  folder: string,
  files: ReadonlyMap<string, Content>,
  read: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  assertAsRead(read);
  const changes = [...files]
    .map(([path, content]) => changeOf(path, content))
    .filter(({ before, after }) => before !== after);
  if (changes.length === 0) return;
  try {
    await begin(folder, changes);
    await syncToDisk(changes.flatMap(prepare));
    assertAsRead(read);
    // The first ones come last: a document, when what it refers to is there.
    for (const change of changes.toReversed()) put(change);
    await syncToDisk(changes.map(({ place }) => dirname(place)));
    renameSync(journalOf(folder), writtenOf(folder));
  } catch (error) {
    await undoInterrupted(folder);
    throw error;
  }
  try {
    await syncToDisk([writingFolder(folder)]);
    forgetWritten(folder);
  } catch {} // All is written; the next command tidies up.
}

interface Change {
  readonly place: string;
  readonly content: Content;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

function changeOf(path: string, content: Content): Change {
  // A link stays a link: what it leads to changes.
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && existsSync(path);
  const place = isLink ? realpathSync(path) : path;
  const before = fileHash(place);
  if (before === "folder") throw new UsageError(`nothing was written: ${path} is a folder`);
  return { place, content, before, after: content === undefined ? undefined : contentHash(content) };
}

function assertAsRead(read: ReadonlyMap<string, string | undefined>): void {
  for (const [path, text] of read) {
    const now = existsSync(path) ? readFileSync(path, "utf8") : undefined;
    if (now === text) continue;
    if (text === undefined) throw new UsageError(`nothing was written: ${path} is there already`);
    throw new UsageError(`nothing was written: ${path} has changed meanwhile; run this again`);
  }
}

/** Says what is about to change, so that it can be undone from now on. */
async function begin(folder: string, changes: readonly Change[]): Promise<void> {
  const fromFolder = (path: string) => relative(resolve(folder), resolve(path));
  const files = changes.map(({ place, before, after }): JournalFile => {
    return { path: fromFolder(place), ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
  });
  const folders = [...new Set(changes.flatMap(({ place }) => missingAbove(place)))].sort().map(fromFolder);
  const journal: Journal = { files, folders };
  const path = journalOf(folder);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(nextOf(path), JSON.stringify(journal));
  await syncToDisk([nextOf(path)]);
  renameSync(nextOf(path), path);
  await syncToDisk([dirname(path)]);
}

function missingAbove(path: string): string[] {
  const above = dirname(resolve(path));
  return existsSync(above) ? [] : [...missingAbove(above), above];
}

/** Takes the room that a change needs, and says in which files: from here on, only moves are left. */
function prepare({ place, content, before }: Change): string[] {
  mkdirSync(dirname(place), { recursive: true });
  const files = [
    ...(content === undefined ? [] : [[nextOf(place), content] as const]),
    ...(before === undefined ? [] : [[lastOf(place), readFileSync(place)] as const]),
  ];
  for (const [path, text] of files) {
    writeFileSync(path, text);
    if (before !== undefined) chmodSync(path, statSync(place).mode);
  }
  return files.map(([path]) => path);
}

function put({ place, content, before }: Change): void {
  if (fileHash(place) !== before)
    throw new UsageError(`nothing was written: ${place} has changed meanwhile; run this again`);
  if (content === undefined) rmSync(place);
  else renameSync(nextOf(place), place);
}
