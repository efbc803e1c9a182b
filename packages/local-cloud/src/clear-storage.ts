import { rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT_KEY_FILE } from "./services/kms/keys/root-key.ts";

/** What a cloud keeps in its storage folder, beside the lock and the cache of compiled functions. */
export const STATE = ["cloud.sqlite", "cloud.sqlite-wal", "cloud.sqlite-shm", "objects", ROOT_KEY_FILE];

/** Deletes the state in a storage folder that this process has locked. Leaves files that are not the cloud's alone. */
export function clearStorage(folder: string): void {
  for (const name of STATE) rmSync(join(folder, name), { recursive: true, force: true });
}
