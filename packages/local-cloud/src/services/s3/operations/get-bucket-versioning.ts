import type { OperationContext } from "../../../kernel/service.ts";
import { type BucketInput, requireBucket } from "../bucket.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export function getBucketVersioning(input: BucketInput, context: OperationContext) {
  const { versioning } = requireBucket(context, input);
  return versioning ? { Status: versioning } : {};
}
