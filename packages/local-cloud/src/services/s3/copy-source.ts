import { invalidArgument } from "./errors.ts";

/** The conditions of a copy on its source. */
export interface CopySourceConditions {
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
}

/** The version that `bucket/key`, percent-encoded, with `?versionId=` or without, names. */
export function readCopySource(source: string): { Bucket: string; Key: string; VersionId?: string } {
  const found = /^\/?(?<bucket>[^/]+)\/(?<key>[^?]+)(?:\?versionId=(?<version>.+))?$/.exec(source)?.groups;
  if (!found?.bucket || !found.key)
    throw invalidArgument(
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      "x-amz-copy-source",
    );
  return {
    Bucket: found.bucket,
    Key: decodeURIComponent(found.key),
    ...(found.version ? { VersionId: found.version } : {}),
  };
}
