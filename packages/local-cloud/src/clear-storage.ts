import { rmSync } from "node:fs";
import { join } from "node:path";

/** What a cloud keeps in its storage folder, beside the lock and the cache of compiled functions. */
export const STATE = ["cloud.sqlite", "cloud.sqlite-wal", "cloud.sqlite-shm", "objects"];

/** Deletes the state in a storage folder that this process has locked. Leaves files that are not the cloud's alone. */
export function clearStorage(folder: string): void {
  for (const name of STATE) rmSync(join(folder, name), { recursive: true, force: true });
}
