import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { GetObjectRequest } from "../../models/s3-types.ts";
import { requireBucket } from "./bucket.ts";
import { type ByteRange, readRange } from "./byte-range.ts";
import { checkRead } from "./conditions.ts";
import { noSuchKey, noSuchVersion, notImplemented } from "./errors.ts";
import { findObject, type StoredObject } from "./object.ts";

/** The version that a read asks for, its requested part, and the answer's headers. */
export function readObject(context: CloudContext, input: GetObjectRequest, { withBody }: { withBody: boolean }) {
  const bucket = requireBucket(context, input);
  if (input.PartNumber !== undefined) throw notImplemented("The local cloud does not support reads by partNumber.");
  const object = requireVersion(context, bucket.name, input, withBody);
  checkRead(input, object);
  const range = readRange(input.Range, object.size);
  return {
    object,
    range,
    members: {
      ...headerMembers(object, input, range),
      AcceptRanges: "bytes",
      ContentLength: range ? range.end - range.start + 1 : object.size,
      ...(range ? { ContentRange: `bytes ${range.start}-${range.end}/${object.size}` } : {}),
      ETag: object.etag,
      LastModified: new Date(object.modified),
      ...(bucket.versioning ? { VersionId: object.version } : {}),
    },
  };
}

/** The named or latest version; NoSuchKey, NoSuchVersion or MethodNotAllowed if there is none to read. */
export function requireVersion(
  context: CloudContext,
  bucket: string,
  { Key: key, VersionId: version }: { readonly Key: string; readonly VersionId?: string | undefined },
  withBody: boolean,
): StoredObject {
  const object = findObject(context, bucket, key, { version, withBody });
  if (object && object.deleted === 0) return object;
  if (version === undefined) throw noSuchKey(key);
  if (!object) throw noSuchVersion(key, version);
  throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", { status: 405 });
}

function headerMembers(
  object: StoredObject,
  input: GetObjectRequest,
  range: ByteRange | undefined,
): Record<string, unknown> {
  const kept = JSON.parse(object.headers) as Record<string, unknown>;
  const checked = input.ChecksumMode === "ENABLED" && !range; // The checksum is of the whole object.
  const shown = Object.entries(kept).filter(([name]) => checked || !name.startsWith("Checksum"));
  const asked = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: input.ResponseExpires,
  };
  return {
    ...Object.fromEntries(shown),
    ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)),
  };
}
