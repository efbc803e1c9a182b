import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { type BucketInput, dropSetting, keepSetting, readSetting, requireBucket } from "../bucket.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export function putBucketPolicy(input: BucketInput & { readonly Policy?: string }, context: OperationContext): void {
  const { name } = requireBucket(context, input);
  try {
    JSON.parse(input.Policy ?? "");
  } catch (cause) {
    throw new AwsError("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'", { cause });
  }
  keepSetting(context, name, "policy", input.Policy);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export function getBucketPolicy(input: BucketInput, context: OperationContext) {
  const { name } = requireBucket(context, input);
  const Policy = readSetting(context, name, "policy");
  if (Policy === undefined)
    throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", {
      status: 404,
      members: { BucketName: name },
    });
  return { Policy };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export function deleteBucketPolicy(input: BucketInput, context: OperationContext): void {
  dropSetting(context, requireBucket(context, input).name, "policy");
}
