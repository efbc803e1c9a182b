import type { OperationContext } from "../../../kernel/service.ts";
import type { GetBucketLocationRequest } from "../../../models/s3-types.ts";
import { requireBucket } from "../bucket.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export function getBucketLocation(input: GetBucketLocationRequest, context: OperationContext) {
  requireBucket(context, input);
  return context.region === "us-east-1" ? {} : { LocationConstraint: context.region };
}
