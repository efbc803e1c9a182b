import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { uuid } from "../../kernel/random.ts";
import type { CloudContext } from "../../kernel/service.ts";

/** Larger objects and parts stand in files beside the database, so that it stays small and quick. Bytes. */
const LARGEST_IN_DATABASE = 1024 * 1024;

/** The place of stored bytes: in the row, or in a file named in it. */
export interface StoredBytes {
  readonly body: Uint8Array | null;
  readonly file: string | null;
}

/** Keeps bytes; the row that names them is written after, so a file without a row is an orphan and nothing is ever missing. */
export function keepBytes(context: CloudContext, bytes: Uint8Array): StoredBytes {
  const folder = objectsFolder(context);
  if (folder === undefined || bytes.length <= LARGEST_IN_DATABASE) return { body: bytes, file: null };
  mkdirSync(folder, { recursive: true });
  const file = uuid(context.random);
  const descriptor = openSync(join(folder, file), "wx");
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(join(folder, file), { force: true }); // On a full disk, the partial file takes room that others need.
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return { body: null, file };
}

/** The bytes of a row. */
export function readBytes(context: CloudContext, { body, file }: StoredBytes): Uint8Array {
  if (file === null) return body ?? new Uint8Array();
  return readFileSync(join(objectsFolder(context) ?? "", file));
}

/** Deletes the file of a row that is being deleted, once that is committed. */
export function dropBytes(context: CloudContext, { file }: { readonly file: string | null }): void {
  const folder = objectsFolder(context);
  if (file !== null && folder !== undefined)
    context.store.afterCommit(() => rmSync(join(folder, file), { force: true }));
}

/** Deletes files that no row names: left by a process that died between file and row. */
export function sweepOrphans(context: CloudContext): void {
  const folder = objectsFolder(context);
  if (folder === undefined) return;
  const named = context.store.prepare(
    "SELECT 1 FROM s3_objects WHERE file = ? UNION ALL SELECT 1 FROM s3_parts WHERE file = ?",
  );
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (!named.get(file, file)) rmSync(join(folder, file), { force: true });
}

function objectsFolder({ store }: CloudContext): string | undefined {
  return store.folder === undefined ? undefined : join(store.folder, "objects");
}
