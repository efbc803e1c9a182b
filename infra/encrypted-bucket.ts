import { key } from "./key.ts";
import { durable, production } from "./stage.ts";

/** A private, versioned S3 bucket under our key that refuses plain HTTP; in production its objects survive it. */
export function encryptedBucket(name: string): sst.aws.Bucket {
  const bucket = new sst.aws.Bucket(
    name,
    { versioning: true, cors: false, transform: { bucket: { forceDestroy: !production } } },
    durable,
  );
  const underOurKey = {
    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
    bucketKeyEnabled: true,
  };
  new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}Encryption`,
    { bucket: bucket.name, rules: [underOurKey] },
    durable,
  );
  return bucket;
}
