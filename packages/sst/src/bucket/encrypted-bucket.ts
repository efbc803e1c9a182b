import type { Stack } from "../stack/create-stack.ts";
import { logAccess } from "./access-logs.ts";

interface BucketArgs {
  /** Days until an object, with all its versions, is deleted. */
  readonly keptForDays: number;
  /** Access of AWS services, besides the grants of roles. */
  readonly policy?: sst.aws.BucketArgs["policy"];
}

/**
 * A private, versioned S3 bucket under the stack's key that refuses plain HTTP and logs its readers; production retains its
 * objects.
 */
export function encryptedBucket(stack: Stack, name: string, { keptForDays, policy }: BucketArgs): sst.aws.Bucket {
  const { sst, aws, key, production, durable } = stack;
  const bucket = new sst.aws.Bucket(
    name,
    {
      versioning: true,
      cors: false,
      ...(policy && { policy }),
      transform: { bucket: { forceDestroy: !production } },
    },
    durable,
  );
  const underTheKey = {
    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
    bucketKeyEnabled: true,
  };
  new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}Encryption`,
    { bucket: bucket.name, rules: [underTheKey] },
    durable,
  );
  new aws.s3.BucketLifecycleConfiguration(`${name}Lifecycle`, {
    bucket: bucket.name,
    rules: [
      {
        id: "forget",
        status: "Enabled",
        filter: { prefix: "" },
        expiration: { days: keptForDays },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ],
  });
  logAccess(stack, name, bucket);
  return bucket;
}
