import { createHash } from "node:crypto";
import type { Store } from "./store.ts";

/** The stored state was written by another version, whose tables differ. */
export class StorageOutdated extends Error {
  override readonly name = "StorageOutdated";
}

/**
 * Makes the tables of a new store, and recognises those of an old one by a fingerprint of the SQL that made them.
 * `StorageOutdated` when another version made them: state is for running things here, so it is not migrated.
 */
export function adoptSchema(store: Store, schema: string): void {
  const wanted = createHash("sha256").update(schema).digest().readUInt32BE() >>> 1 || 1;
  const found = Number(store.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  if (found !== 0 && found !== wanted)
    throw new StorageOutdated(
      `${store.folder ?? "the storage"} was written by another version of the local cloud: delete it, or choose another folder`,
    );
  store.transaction(() => {
    store.execute(schema);
    store.execute(`PRAGMA user_version = ${wanted}`);
  });
}
