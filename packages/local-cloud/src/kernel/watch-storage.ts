import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "./clock.ts";
import { storageTrouble } from "./storage-trouble.ts";
import type { Store } from "./store.ts";

/** A change in the state of a cloud's storage, reported once. */
export interface StorageNotice {
  readonly kind: "failed" | "works again";
  /** For people: where, why, and what to do. */
  readonly text: string;
}

/** Between two tries whether the storage works again, in milliseconds. */
export const STORAGE_PROBE_MS = 1_000;
/** What is written to try: more than one request usually needs. */
const PROBE_BYTES = 256 * 1024;

/** Tells once when the storage fails, and once when it works again, however many requests and parts meet the failure. */
export function watchStorage(store: Store, clock: Clock, tell: (notice: StorageNotice) => void) {
  const where = store.folder ?? "memory";
  let cancel: (() => void) | undefined;
  const look = () => {
    try {
      probe(store);
    } catch {
      cancel = clock.schedule(clock.now() + STORAGE_PROBE_MS, look);
      return;
    }
    cancel = undefined;
    tell({ kind: "works again", text: `The state in ${where} can be written again: the local cloud goes on.` });
  };
  return {
    /** Whether an error says that the storage failed; then it is told of here, and is no defect. */
    isTrouble(error: unknown): boolean {
      const reason = storageTrouble(error);
      if (reason === undefined) return false;
      if (cancel) return true;
      cancel = clock.schedule(clock.now() + STORAGE_PROBE_MS, look);
      const text = `The state in ${where} cannot be written: ${reason}. Nothing that was acknowledged is lost.`;
      tell({ kind: "failed", text });
      return true;
    },
    stop(): void {
      cancel?.();
    },
  };
}

/** Writes to the database and beside it, as requests do; throws when either fails. Leaves nothing behind. */
function probe(store: Store): void {
  store.execute("DROP TABLE IF EXISTS cloud_probe");
  store.transaction(() => store.execute(`CREATE TABLE cloud_probe AS SELECT zeroblob(${PROBE_BYTES}) AS bytes`));
  store.execute("DROP TABLE cloud_probe");
  if (store.folder === undefined) return;
  const file = join(store.folder, "cloud.probe");
  try {
    const descriptor = openSync(file, "w");
    try {
      writeSync(descriptor, new Uint8Array(PROBE_BYTES));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } finally {
    rmSync(file, { force: true });
  }
}
