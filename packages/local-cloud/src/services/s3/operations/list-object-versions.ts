import type { OperationContext } from "../../../kernel/service.ts";
import type { ListObjectVersionsRequest } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";
import { notImplemented } from "../errors.ts";

/** A page holds at most this many. */
const MAX_KEYS = 1000;
interface Row {
  readonly id: number;
  readonly key: string;
  readonly version: string;
  readonly latest: number;
  readonly deleted: number;
  readonly modified: number;
  readonly etag: string;
  readonly size: number;
}

/** Newest first within a key. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export function listObjectVersions(input: ListObjectVersionsRequest, context: OperationContext) {
  const { name } = requireBucket(context, input);
  if (input.Delimiter) throw notImplemented("The local cloud does not support delimiter in ListObjectVersions.");
  const { Prefix = "", KeyMarker = "", VersionIdMarker, EncodingType } = input;
  const limit = Math.min(input.MaxKeys ?? MAX_KEYS, MAX_KEYS);
  const marked = context.store
    .prepare("SELECT id FROM s3_objects WHERE bucket = ? AND key = ? AND version = ?")
    .get(name, KeyMarker, VersionIdMarker ?? "") as { id: number } | undefined;
  const rows = context.store
    .prepare(
      `SELECT id, key, version, latest, deleted, modified, etag, size FROM s3_objects
       WHERE bucket = ? AND substr(key, 1, ?) = ? AND (key > ? OR (key = ? AND id < ?))
       ORDER BY key, id DESC LIMIT ?`,
    )
    .all(name, [...Prefix].length, Prefix, KeyMarker, KeyMarker, marked?.id ?? 0, limit + 1) as unknown as Row[];
  const page = rows.slice(0, limit);
  const truncated = rows.length > limit;
  const last = page.at(-1);
  const write = (key: string) => (EncodingType === "url" ? encodeURIComponent(key).replaceAll("%2F", "/") : key);
  const described = (row: Row) => ({
    Key: write(row.key),
    VersionId: row.version,
    IsLatest: row.latest === 1,
    LastModified: new Date(row.modified),
    Owner: { ID: context.account },
  });
  return {
    Name: name,
    Prefix: write(Prefix),
    KeyMarker: write(KeyMarker),
    ...(VersionIdMarker === undefined ? {} : { VersionIdMarker }),
    ...(EncodingType === undefined ? {} : { EncodingType }),
    MaxKeys: limit,
    IsTruncated: truncated,
    ...(truncated && last ? { NextKeyMarker: write(last.key), NextVersionIdMarker: last.version } : {}),
    Versions: page
      .filter(({ deleted }) => deleted === 0)
      .map(row => ({ ...described(row), ETag: row.etag, Size: row.size, StorageClass: "STANDARD" })),
    DeleteMarkers: page.filter(({ deleted }) => deleted === 1).map(described),
  };
}
