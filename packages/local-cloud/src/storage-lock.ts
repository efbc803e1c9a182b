import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { STATE } from "./clear-storage.ts";

/** Another connection has the lock. https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

const LOCK = "cloud.lock";
const HOLDER = "cloud.pid";

/** The storage folder is in use by another process. */
export class StorageInUse extends Error {
  override readonly name = "StorageInUse";
}

/** The right to a storage folder. */
export interface StorageLock {
  unlock(): void;
  /** Unlocks, and removes the folder, or the files in it, that were not there before. */
  undo(): void;
}

/**
 * Locks a storage folder for this process, and makes it if it is missing. `StorageInUse` names the process that holds it.
 * The operating system holds the lock for as long as the process lives, so a killed process leaves nothing behind.
 */
export function lockStorage(folder: string): StorageLock {
  const made = mkdirSync(folder, { recursive: true });
  const before = new Set(readdirSync(folder));
  const lock = new DatabaseSync(join(folder, LOCK));
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause;
    throw new StorageInUse(
      `${folder} is in use by process ${readPid(join(folder, HOLDER))}: stop it, or choose another folder with --storage`,
      { cause },
    );
  }
  writeFileSync(join(folder, HOLDER), `${process.pid}\n`);
  return {
    unlock: () => lock.close(),
    undo() {
      const added = [LOCK, HOLDER, ...STATE].filter(name => !before.has(name)).map(name => join(folder, name));
      // Still locked: another process that waits for the folder has nothing in it.
      for (const path of made === undefined ? added : [made]) rmSync(path, { recursive: true, force: true });
      lock.close();
    },
  };
}

function readPid(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "unknown"; // It has just started and not written its process id yet.
  }
}
