import { join } from "node:path";

/** Where commands that write in a folder claim it, try what they write, and keep what undoes it. */
export const writingFolder = (folder: string): string => join(folder, ".tributary", "writing");

/** The list of what is being written, while not all of it is: with it, everything can be undone. */
export const journalOf = (folder: string): string => join(writingFolder(folder), "journal.json");

/** The same list, once all is written: only what was kept to undo it is still to be removed. */
export const writtenOf = (folder: string): string => join(writingFolder(folder), "written.json");

/** A file of the list, by its path from the folder; hashes of what it held and of what it will hold, none where it is absent. */
export interface JournalFile {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** What is written at once. */
export interface Journal {
  readonly files: readonly JournalFile[];
  /** The folders made for it, the outer ones first. */
  readonly folders: readonly string[];
}

/** Where the next content of a file waits, and where its last one is kept, both beside it: a move there needs no room. */
export const nextOf = (path: string): string => `${path}.tributary-new`;
export const lastOf = (path: string): string => `${path}.tributary-old`;
