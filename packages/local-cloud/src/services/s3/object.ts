import { uuid } from "../../kernel/random.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { Bucket } from "./bucket.ts";
import { dropBytes, keepBytes, type StoredBytes } from "./bytes.ts";

/** One version of an object, as stored, without its bytes. */
export interface StoredObject extends StoredBytes {
  readonly id: number;
  readonly key: string;
  /** `null`, in letters, where versioning was off. */
  readonly version: string;
  readonly latest: number;
  /** 1 for a delete marker. */
  readonly deleted: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly size: number;
  /** In quotation marks. */
  readonly etag: string;
  /** Of a multipart upload, how many. */
  readonly parts: number | null;
  /** JSON of the members that come back as headers: content type, metadata, checksums, encryption. */
  readonly headers: string;
}

const columns = "id, key, version, latest, deleted, modified, size, etag, parts, headers, file";

/** The latest version (a delete marker too), or the one named. Its `body` is read when `withBody`. */
export function findObject(
  context: CloudContext,
  bucket: string,
  key: string,
  { version, withBody = false }: { version?: string | undefined; withBody?: boolean } = {},
): StoredObject | undefined {
  const wanted = `SELECT ${columns}, ${withBody ? "body" : "NULL AS body"} FROM s3_objects WHERE bucket = ? AND key = ?`;
  const row =
    version === undefined
      ? context.store.prepare(`${wanted} AND latest = 1`).get(bucket, key)
      : context.store.prepare(`${wanted} AND version = ?`).get(bucket, key, version);
  return row as StoredObject | undefined;
}

/** A new version of an object. */
export interface NewObject {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly parts?: number;
  /** Makes a delete marker. */
  readonly deleted?: boolean;
}

/** Adds a version and makes it the latest; replaces the `null` version where versioning is off. Returns its version id. */
export function addVersion(context: CloudContext, bucket: Bucket, object: NewObject): string {
  const { store } = context;
  const version = bucket.versioning === "Enabled" ? versionId(context) : "null";
  const { body, file } = keepBytes(context, object.bytes);
  store.transaction(() => {
    const replaced = findObject(context, bucket.name, object.key, { version });
    if (replaced) removeVersion(context, replaced);
    store
      .prepare("UPDATE s3_objects SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1")
      .run(bucket.name, object.key);
    store
      .prepare(
        `INSERT INTO s3_objects (bucket, key, version, latest, deleted, modified, size, etag, parts, headers, body, file)
         VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        bucket.name,
        object.key,
        version,
        object.deleted ? 1 : 0,
        context.clock.now(),
        object.bytes.length,
        object.etag,
        object.parts ?? null,
        JSON.stringify(object.headers),
        body,
        file,
      );
  });
  return version;
}

/** Deletes one version for good; the newest of the others becomes the latest. */
export function dropVersion(context: CloudContext, bucket: string, object: StoredObject): void {
  context.store.transaction(() => {
    removeVersion(context, object);
    if (object.latest === 0) return;
    context.store
      .prepare(
        `UPDATE s3_objects SET latest = 1
         WHERE id = (SELECT max(id) FROM s3_objects WHERE bucket = ? AND key = ?)`,
      )
      .run(bucket, object.key);
  });
}

function removeVersion(context: CloudContext, { id, file }: StoredObject): void {
  context.store.prepare("DELETE FROM s3_objects WHERE id = ?").run(id);
  dropBytes(context, { file });
}

/** Opaque, URL-safe, 32 characters, as S3's. */
function versionId({ random }: CloudContext): string {
  return uuid(random).replaceAll("-", "");
}
