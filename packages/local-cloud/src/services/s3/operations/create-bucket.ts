import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateBucketRequest } from "../../../models/s3-types.ts";
import { findBucket, isBucketName } from "../bucket.ts";
import { refuseAcl } from "../object-headers.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export function createBucket(input: CreateBucketRequest, context: OperationContext) {
  const { Bucket: name, CreateBucketConfiguration } = input;
  const LocationConstraint = CreateBucketConfiguration?.LocationConstraint;
  refuseAcl(input.ACL);
  if (!isBucketName(name))
    throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", { members: { BucketName: name } });
  if (LocationConstraint !== undefined && LocationConstraint !== context.region)
    throw new AwsError(
      "IllegalLocationConstraintException",
      `The ${LocationConstraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  const output = { Location: `/${name}`, BucketRegion: context.region };
  if (findBucket(context, name)) {
    if (context.region === "us-east-1") return output; // As S3 does in this region alone.
    throw new AwsError(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      { status: 409, members: { BucketName: name } },
    );
  }
  context.store.prepare("INSERT INTO s3_buckets (name, created) VALUES (?, ?)").run(name, context.clock.now());
  return output;
}
