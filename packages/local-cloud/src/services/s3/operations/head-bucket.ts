import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { type BucketInput, findBucket, requireBucket } from "../bucket.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export function headBucket(input: BucketInput, context: OperationContext) {
  if (!findBucket(context, input.Bucket)) throw new AwsError("NotFound", "Not Found", { status: 404 });
  requireBucket(context, input);
  return { BucketRegion: context.region };
}
