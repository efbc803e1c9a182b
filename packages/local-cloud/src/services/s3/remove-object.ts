import type { CloudContext } from "../../kernel/service.ts";
import type { Bucket } from "./bucket.ts";
import { addVersion, dropVersion, findObject } from "./object.ts";

/** The version fields of a deletion's answer. */
export interface Removal {
  readonly DeleteMarker?: true;
  readonly VersionId?: string | undefined;
}

/**
 * Deletes the version named for good; without one, the object: for good where versioning was never on, else under a delete marker.
 * See https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
 */
export function removeObject(
  context: CloudContext,
  bucket: Bucket,
  { Key: key, VersionId: version }: { readonly Key: string; readonly VersionId?: string | undefined },
): Removal {
  if (version === undefined && bucket.versioning) {
    const marker = addVersion(context, bucket, { key, bytes: new Uint8Array(), etag: "", headers: {}, deleted: true });
    return { DeleteMarker: true, VersionId: marker };
  }
  const object = findObject(context, bucket.name, key, { version });
  if (object) dropVersion(context, bucket.name, object);
  if (version === undefined) return {};
  return object?.deleted ? { DeleteMarker: true, VersionId: version } : { VersionId: version };
}
