import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { HeadBucketRequest } from "../../../models/s3-types.ts";
import { findBucket, requireBucket } from "../bucket.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export function headBucket(input: HeadBucketRequest, context: OperationContext) {
  if (!findBucket(context, input.Bucket)) throw new AwsError("NotFound", "Not Found", { status: 404 });
  requireBucket(context, input);
  return { BucketRegion: context.region };
}
