import type { OperationContext } from "../../../kernel/service.ts";
import type { ListObjectsV2Request } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";
import { behind, readToken, writeToken } from "../continuation.ts";
import { invalidArgument } from "../errors.ts";

/** A page holds at most this many. */
const MAX_KEYS = 1000;

interface Row {
  readonly key: string;
  readonly modified: number;
  readonly etag: string;
  readonly size: number;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjectsV2(input: ListObjectsV2Request, context: OperationContext) {
  const { name } = requireBucket(context, input);
  const { Prefix = "", Delimiter = "", ContinuationToken, StartAfter, EncodingType } = input;
  const asked = input.MaxKeys ?? MAX_KEYS;
  if (asked < 0) throw invalidArgument("Argument maxKeys must be an integer between 0 and 2147483647", "max-keys");
  const limit = Math.min(asked, MAX_KEYS);
  let after = ContinuationToken === undefined ? (StartAfter ?? "") : readToken(ContinuationToken);

  const next = context.store.prepare(
    `SELECT key, modified, etag, size FROM s3_objects
     WHERE bucket = ? AND latest = 1 AND deleted = 0 AND key > ? AND key >= ? AND substr(key, 1, ?) = ?
     ORDER BY key LIMIT ?`,
  );
  const page = (count: number) => next.all(name, after, Prefix, [...Prefix].length, Prefix, count) as unknown as Row[];
  const contents: Row[] = [];
  const prefixes: string[] = [];
  const full = () => contents.length + prefixes.length >= limit;
  let rows = limit === 0 ? [] : page(limit);
  while (rows.length > 0 && !full()) {
    for (const row of rows) {
      if (full()) break;
      const end = Delimiter === "" ? -1 : row.key.indexOf(Delimiter, Prefix.length);
      if (end < 0) {
        contents.push(row);
        after = row.key;
        continue;
      }
      const prefix = row.key.slice(0, end + Delimiter.length);
      after = behind(prefix);
      if (prefix !== prefixes.at(-1)) prefixes.push(prefix);
      break;
    }
    rows = page(limit);
  }
  const truncated = limit > 0 && rows.length > 0;
  const write = (key: string) => (EncodingType === "url" ? encodeURIComponent(key).replaceAll("%2F", "/") : key);
  return {
    Name: name,
    Prefix: write(Prefix),
    ...(Delimiter === "" ? {} : { Delimiter: write(Delimiter) }),
    ...(EncodingType === undefined ? {} : { EncodingType }),
    MaxKeys: limit,
    KeyCount: contents.length + prefixes.length,
    IsTruncated: truncated,
    ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    ...(truncated ? { NextContinuationToken: writeToken(after) } : {}),
    ...(StartAfter === undefined ? {} : { StartAfter: write(StartAfter) }),
    Contents: contents.map(({ key, modified, etag, size }) => ({
      Key: write(key),
      LastModified: new Date(modified),
      ETag: etag,
      Size: size,
      StorageClass: "STANDARD",
      ...(input.FetchOwner ? { Owner: { ID: context.account } } : {}),
    })),
    CommonPrefixes: prefixes.map(prefix => ({ Prefix: write(prefix) })),
  };
}
