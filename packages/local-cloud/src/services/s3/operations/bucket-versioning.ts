import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { PutBucketVersioningRequest, VersioningConfiguration } from "../../../models/s3-types.ts";
import { type BucketInput, requireBucket } from "../bucket.ts";
import { notImplemented } from "../errors.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export function putBucketVersioning(input: PutBucketVersioningRequest, context: OperationContext): void {
  const { name } = requireBucket(context, input);
  const { Status, MFADelete }: Partial<VersioningConfiguration> = input.VersioningConfiguration ?? {};
  if (MFADelete === "Enabled") throw notImplemented("The local cloud does not support MFADelete.");
  if (Status !== "Enabled" && Status !== "Suspended")
    throw new AwsError("IllegalVersioningConfigurationException", "The Versioning element must be specified");
  context.store.prepare("UPDATE s3_buckets SET versioning = ? WHERE name = ?").run(Status, name);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export function getBucketVersioning(input: BucketInput, context: OperationContext) {
  const { versioning } = requireBucket(context, input);
  return versioning ? { Status: versioning } : {};
}
