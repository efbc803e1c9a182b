import { AwsError } from "../../../kernel/aws-error.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { type BucketInput, requireBucket } from "../bucket.ts";
import { notImplemented } from "../errors.ts";

type Input = BucketInput & {
  readonly VersioningConfiguration?: {
    readonly Status?: string;
    readonly MFADelete?: string;
    readonly MfaDelete?: string;
  };
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export function putBucketVersioning(input: Input, context: OperationContext): void {
  const { name } = requireBucket(context, input);
  const { Status, MFADelete, MfaDelete } = input.VersioningConfiguration ?? {};
  if ((MFADelete ?? MfaDelete) === "Enabled") throw notImplemented("The local cloud does not support MFADelete.");
  if (Status !== "Enabled" && Status !== "Suspended")
    throw new AwsError("IllegalVersioningConfigurationException", "The Versioning element must be specified");
  context.store.prepare("UPDATE s3_buckets SET versioning = ? WHERE name = ?").run(Status, name);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export function getBucketVersioning(input: BucketInput, context: OperationContext) {
  const { versioning } = requireBucket(context, input);
  return versioning ? { Status: versioning } : {};
}
