import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateMultipartUploadRequest } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";
import { headersToKeep } from "../object-headers.ts";
import { askedChecksum } from "../upload-checksums.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export function createMultipartUpload(input: CreateMultipartUploadRequest, context: OperationContext) {
  const { name } = requireBucket(context, input);
  const headers = headersToKeep(context, name, input);
  const { algorithm, type } = askedChecksum(input.ChecksumAlgorithm, input.ChecksumType);
  const id = uuid(context.random).replaceAll("-", "");
  context.store
    .prepare(
      "INSERT INTO s3_uploads (id, bucket, key, started, headers, checksum_algorithm, checksum_type) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .run(id, name, input.Key, context.clock.now(), JSON.stringify(headers), algorithm, type);
  return {
    Bucket: name,
    Key: input.Key,
    UploadId: id,
    ServerSideEncryption: headers.ServerSideEncryption,
    SSEKMSKeyId: headers.SSEKMSKeyId,
    ...(algorithm ? { ChecksumAlgorithm: algorithm, ChecksumType: type } : {}),
  };
}
