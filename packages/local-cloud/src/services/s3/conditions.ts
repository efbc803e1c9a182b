import type { CloudContext } from "../../kernel/service.ts";
import type { CopySourceConditions } from "./copy-source.ts";
import { noSuchKey, notImplemented, notModified, preconditionFailed } from "./errors.ts";
import { findObject } from "./object.ts";

/** The conditions of a request on an object. */
export interface Conditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

interface Validators {
  /** In quotation marks. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** Throws 412 or 304 when a read's conditions do not hold; precedence as RFC 9110 §13.2.2 has it. */
export function checkRead(conditions: Conditions, object: Validators): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const modified = Math.floor(object.modified / 1000) * 1000; // HTTP dates have no fractions of seconds.
  const unchanged = () => notModified({ ETag: object.etag, LastModified: new Date(object.modified) });
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, object.etag)) throw preconditionFailed("If-Match");
  } else if (IfUnmodifiedSince && modified > IfUnmodifiedSince.getTime())
    throw preconditionFailed("If-Unmodified-Since");
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, object.etag)) throw unchanged();
  } else if (IfModifiedSince && modified <= IfModifiedSince.getTime()) throw unchanged();
}

/**
 * Throws when a write's conditions do not hold on what is there: 412, or 404 where `If-Match` finds nothing.
 * See https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function requireWritable(context: CloudContext, bucket: string, key: string, conditions: Conditions): void {
  const { IfMatch, IfNoneMatch } = conditions;
  if (IfMatch === undefined && IfNoneMatch === undefined) return;
  if (IfNoneMatch !== undefined && IfNoneMatch !== "*")
    throw notImplemented("A header you provided implies functionality that is not implemented.");
  const found = findObject(context, bucket, key);
  const current = found?.deleted === 0 ? found : undefined;
  if (IfNoneMatch !== undefined && current) throw preconditionFailed("If-None-Match");
  if (IfMatch === undefined) return;
  if (!current) throw noSuchKey(key);
  if (!matches(IfMatch, current.etag)) throw preconditionFailed("If-Match");
}

/** Throws 412 when the conditions of a copy do not hold on its source. */
export function checkCopySource(conditions: CopySourceConditions, source: Validators): void {
  const { CopySourceIfMatch, CopySourceIfNoneMatch, CopySourceIfModifiedSince, CopySourceIfUnmodifiedSince } =
    conditions;
  try {
    checkRead(
      {
        IfMatch: CopySourceIfMatch,
        IfNoneMatch: CopySourceIfNoneMatch,
        IfModifiedSince: CopySourceIfModifiedSince,
        IfUnmodifiedSince: CopySourceIfUnmodifiedSince,
      },
      source,
    );
  } catch {
    throw preconditionFailed("x-amz-copy-source-if");
  }
}

function matches(list: string, etag: string): boolean {
  return list.split(",").some(item => {
    const wanted = item.trim();
    return wanted === "*" || wanted === etag || `"${wanted}"` === etag;
  });
}
