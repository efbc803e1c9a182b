import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { type BucketInput, dropSetting, keepSetting, readSetting, requireBucket } from "../bucket.ts";

type Input = BucketInput & { readonly LifecycleConfiguration?: { readonly Rules?: readonly unknown[] } };

/** Kept and given back; rules are not carried out. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export function putBucketLifecycleConfiguration(input: Input, context: OperationContext): void {
  const { name } = requireBucket(context, input);
  if (!input.LifecycleConfiguration?.Rules?.length)
    throw new AwsError(
      "MalformedXML",
      "The XML you provided was not well-formed or did not validate against our published schema",
    );
  keepSetting(context, name, "lifecycle", input.LifecycleConfiguration);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html */
export function getBucketLifecycleConfiguration(input: BucketInput, context: OperationContext) {
  const { name } = requireBucket(context, input);
  const configuration = readSetting(context, name, "lifecycle");
  if (configuration === undefined)
    throw new AwsError("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", {
      status: 404,
      members: { BucketName: name },
    });
  return configuration;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html */
export function deleteBucketLifecycle(input: BucketInput, context: OperationContext): void {
  dropSetting(context, requireBucket(context, input).name, "lifecycle");
}
