import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CopyObjectRequest } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";
import { readBytes } from "../bytes.ts";
import { givenAlgorithms, pickChecksums, verifyChecksums } from "../checksums.ts";
import { checkCopySource, requireWritable } from "../conditions.ts";
import { readCopySource } from "../copy-source.ts";
import { addVersion } from "../object.ts";
import { headersToKeep } from "../object-headers.ts";
import { requireVersion } from "../read-object.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export function copyObject(input: CopyObjectRequest, context: OperationContext) {
  const bucket = requireBucket(context, input);
  const from = readCopySource(input.CopySource);
  const sourceBucket = requireBucket(context, { ...from, ExpectedBucketOwner: input.ExpectedSourceBucketOwner });
  return context.store.transaction(() => {
    const source = requireVersion(context, sourceBucket.name, from, true);
    checkCopySource(input, source);
    requireWritable(context, bucket.name, input.Key, input);
    const kept = JSON.parse(source.headers) as Record<string, unknown>;
    const replace = input.MetadataDirective === "REPLACE";
    if (!replace && bucket.name === sourceBucket.name && input.Key === from.Key && !input.ServerSideEncryption)
      throw new AwsError(
        "InvalidRequest",
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    const { ServerSideEncryption: _algorithm, SSEKMSKeyId: _key, BucketKeyEnabled: _bucketKey, ...described } = kept;
    const { ACL, StorageClass, ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled } = input;
    const asked = { ACL, StorageClass, ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled };
    const headers = headersToKeep(context, bucket.name, replace ? input : { ...described, ...asked });
    const bytes = readBytes(context, source);
    const checksums = copiedChecksums(bytes, kept, input.ChecksumAlgorithm);
    const version = addVersion(context, bucket, {
      key: input.Key,
      bytes,
      etag: source.etag,
      headers: { ...headers, ...checksums },
    });
    context.report({ kind: "s3:put", name: bucket.name, count: 1 });
    return {
      CopyObjectResult: { ETag: source.etag, LastModified: new Date(context.clock.now()), ...checksums },
      ServerSideEncryption: headers.ServerSideEncryption,
      SSEKMSKeyId: headers.SSEKMSKeyId,
      ...(sourceBucket.versioning ? { CopySourceVersionId: source.version } : {}),
      ...(bucket.versioning ? { VersionId: version } : {}),
    };
  });
}

/** A copy is one piece, so its checksum is of all bytes, also where the source's is of its parts. */
function copiedChecksums(bytes: Uint8Array, kept: Readonly<Record<string, unknown>>, asked: string | undefined) {
  const before = pickChecksums(kept);
  const [algorithm = "CRC64NVME"] = givenAlgorithms(before);
  const isKept = asked === undefined && kept.ChecksumType !== "COMPOSITE";
  const checksums = isKept ? before : verifyChecksums(bytes, { ChecksumAlgorithm: asked ?? algorithm });
  return { ...checksums, ChecksumType: "FULL_OBJECT" };
}
