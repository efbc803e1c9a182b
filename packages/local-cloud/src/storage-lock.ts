import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Another connection has the lock. https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** The storage folder is in use by another process. */
export class StorageInUse extends Error {
  override readonly name = "StorageInUse";
}

/**
 * Locks a storage folder for this process; returns a function that unlocks it. `StorageInUse` names the process that holds
 * it. The operating system holds the lock for as long as the process lives, so a killed process leaves nothing behind.
 */
export function lockStorage(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const holder = join(folder, "cloud.pid");
  const lock = new DatabaseSync(join(folder, "cloud.lock"));
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause;
    throw new StorageInUse(
      `${folder} is in use by process ${readPid(holder)}: stop it, or choose another folder with --storage`,
      { cause },
    );
  }
  writeFileSync(holder, `${process.pid}\n`);
  return () => lock.close();
}

function readPid(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "unknown"; // It has just started and not written its process id yet.
  }
}
