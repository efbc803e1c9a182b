import type { Stack } from "../stack/create-stack.ts";
import { oncePerStack } from "../stack/once-per-stack.ts";

/**
 * S3's server access logs, kept for a year: who read what in the buckets that hold patient data. Encrypted under S3's own key:
 * S3 delivers no logs to a bucket whose default is KMS, and logs only name objects.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
const accessLogs = oncePerStack(
  ({ sst, accountId, production, durable }) =>
    new sst.aws.Bucket(
      "AccessLogs",
      {
        versioning: true,
        cors: false,
        lifecycle: [{ id: "forget", expiresIn: "365 days" }],
        policy: [
          {
            principals: [{ type: "service", identifiers: ["logging.s3.amazonaws.com"] }],
            actions: ["s3:PutObject"],
            paths: ["*"],
            conditions: [
              { test: "StringEquals", variable: "aws:SourceAccount", values: [accountId] },
              {
                test: "ArnLike",
                variable: "aws:SourceArn",
                values: [`arn:aws:s3:::${$app.name}-${$app.stage}-*`.toLowerCase()],
              },
            ],
          },
        ],
        transform: { bucket: { forceDestroy: !production } },
      },
      durable,
    ),
);

/** Logs every access to the bucket, under its name. */
export function logAccess(stack: Stack, name: string, bucket: sst.aws.Bucket): void {
  new stack.aws.s3.BucketLogging(`${name}AccessLog`, {
    bucket: bucket.name,
    targetBucket: accessLogs(stack).name,
    targetPrefix: `${name}/`,
  });
}
