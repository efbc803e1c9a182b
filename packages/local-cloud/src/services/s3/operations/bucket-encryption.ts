import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { type BucketInput, dropSetting, keepSetting, readSetting, requireBucket } from "../bucket.ts";

type Input = BucketInput & { readonly ServerSideEncryptionConfiguration?: { readonly Rules?: readonly unknown[] } };

/** What a bucket has that was never told. See https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
const byDefault = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export function putBucketEncryption(input: Input, context: OperationContext): void {
  const { name } = requireBucket(context, input);
  if (input.ServerSideEncryptionConfiguration?.Rules?.length !== 1)
    throw new AwsError(
      "MalformedXML",
      "The XML you provided was not well-formed or did not validate against our published schema",
    );
  keepSetting(context, name, "encryption", input.ServerSideEncryptionConfiguration);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html */
export function getBucketEncryption(input: BucketInput, context: OperationContext) {
  const { name } = requireBucket(context, input);
  return { ServerSideEncryptionConfiguration: readSetting(context, name, "encryption") ?? byDefault };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html */
export function deleteBucketEncryption(input: BucketInput, context: OperationContext): void {
  dropSetting(context, requireBucket(context, input).name, "encryption");
}
