import { encryptedBucket } from "@tributary/sst/encrypted-bucket";
import { physicalName } from "@tributary/sst/physical-name";
import { callTrailArn } from "./key.ts";
import { stack } from "./stack.ts";
import { callRecords } from "./stage.ts";

/**
 * Makes a trail that records calls that change something: EventBridge receives CloudTrail's records only through a trail. The
 * records in its bucket are a by-product, kept for a month.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-and-eventbridge.html
 */
export function recordCalls(): void {
  if (callRecords !== "trail") return;
  const fromTrail = [{ test: "ArnEquals", variable: "aws:SourceArn", values: [callTrailArn] }];
  const principals = [{ type: "service" as const, identifiers: ["cloudtrail.amazonaws.com"] }];
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
  const records = encryptedBucket(stack, "CallRecords", {
    keptForDays: 30,
    policy: [
      { principals, actions: ["s3:GetBucketAcl"], paths: [""], conditions: fromTrail },
      { principals, actions: ["s3:PutObject"], paths: ["AWSLogs/*"], conditions: fromTrail },
    ],
  });
  new aws.cloudtrail.Trail(
    "CallTrail",
    {
      name: physicalName("trail", "calls"),
      s3BucketName: records.name,
      kmsKeyId: stack.key.arn,
      includeGlobalServiceEvents: false,
      enableLogFileValidation: true,
      eventSelectors: [{ readWriteType: "WriteOnly", includeManagementEvents: true }],
    },
    { dependsOn: records },
  );
}
