import { durableWhen } from "@tributary/sst/create-stack";
import { keyStatements } from "@tributary/sst/key-statements";
import { physicalName } from "@tributary/sst/physical-name";
import { production } from "./stage.ts";

const { accountId } = aws.getCallerIdentityOutput({});
const { region } = aws.getRegionOutput({});

/** ARN of the trail that records calls, built from its name because the trail needs the key first. */
export const callTrailArn = $interpolate`arn:aws:cloudtrail:${region}:${accountId}:trail/${physicalName("trail", "calls")}`;

/** Limits a statement to this account's resources with these ARNs. */
const onBehalfOf = (service: string, resources: string) => ({
  StringEquals: { "aws:SourceAccount": accountId },
  ArnLike: { "aws:SourceArn": $interpolate`arn:aws:${service}:${region}:${accountId}:${resources}` },
});

const [eventBridge, logs] = keyStatements({ accountId, region });

/** Encrypts everything that may hold patient data. Rotated yearly. */
export const key = new aws.kms.Key(
  "DataKey",
  {
    description: `${$app.name} ${$app.stage}: patient data at rest`,
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          // AWS's default statement: IAM policies decide access, and nobody can be locked out of the key.
          Sid: "Account",
          Effect: "Allow",
          Principal: { AWS: $interpolate`arn:aws:iam::${accountId}:root` },
          Action: "kms:*",
          Resource: "*",
        },
        eventBridge,
        {
          // The data store and its subscriptions, which send to the notices bus.
          // https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-subscriptions-create.html
          Sid: "HealthLake",
          Effect: "Allow",
          Principal: { Service: "healthlake.amazonaws.com" },
          Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
          Resource: "*",
          Condition: onBehalfOf("healthlake", "datastore/*"),
        },
        {
          // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
          Sid: "CloudTrail",
          Effect: "Allow",
          Principal: { Service: "cloudtrail.amazonaws.com" },
          Action: ["kms:DescribeKey", "kms:GenerateDataKey"],
          Resource: "*",
          Condition: { ArnEquals: { "aws:SourceArn": callTrailArn } },
        },
        logs,
      ],
    }),
  },
  durableWhen(production),
);

new aws.kms.Alias("DataKeyAlias", { name: `alias/${physicalName("keyAlias", "data")}`, targetKeyId: key.keyId });
