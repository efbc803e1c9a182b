import { createHash } from "node:crypto";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { PutObjectRequest } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";
import { verifyChecksums } from "../checksums.ts";
import { requireWritable } from "../conditions.ts";
import { addVersion } from "../object.ts";
import { headersToKeep } from "../object-headers.ts";

/** Keys take this many bytes of UTF-8. See https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const KEY_MAX_BYTES = 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export function putObject(input: PutObjectRequest, context: OperationContext) {
  const bucket = requireBucket(context, input);
  if (Buffer.byteLength(input.Key) > KEY_MAX_BYTES) throw new AwsError("KeyTooLongError", "Your key is too long");
  const bytes = typeof input.Body === "string" ? Buffer.from(input.Body) : (input.Body ?? new Uint8Array());
  const checksums = { ...verifyChecksums(bytes, input), ChecksumType: "FULL_OBJECT" };
  const headers = headersToKeep(context, bucket.name, input);
  const etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
  const version = context.store.transaction(() => {
    requireWritable(context, bucket.name, input.Key, input);
    return addVersion(context, bucket, { key: input.Key, bytes, etag, headers: { ...headers, ...checksums } });
  });
  context.report({ kind: "s3:put", name: bucket.name, count: 1 });
  return {
    ETag: etag,
    ...checksums,
    ServerSideEncryption: headers.ServerSideEncryption,
    SSEKMSKeyId: headers.SSEKMSKeyId,
    BucketKeyEnabled: headers.BucketKeyEnabled,
    ...(bucket.versioning ? { VersionId: version } : {}),
  };
}
