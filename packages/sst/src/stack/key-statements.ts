import type { Stack } from "./create-stack.ts";

/** A statement of a resource's policy, as IAM writes it. */
export type PolicyStatement = Readonly<Record<string, unknown>>;

/**
 * Statements that the stack's key needs for the components: EventBridge sends to encrypted queues and encrypts buses, CloudWatch
 * encrypts logs. Roles use the key through their own policies, if the key's policy leaves access to the account.
 */
export function keyStatements({ accountId, region }: Pick<Stack, "accountId" | "region">): PolicyStatement[] {
  return [
    {
      // The bus itself, its archive, and rules that send to encrypted queues.
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-key-policy.html
      Sid: "EventBridge",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: {
        StringEquals: { "aws:SourceAccount": accountId },
        ArnLike: { "aws:SourceArn": $interpolate`arn:aws:events:${region}:${accountId}:*` },
      },
    },
    {
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
      Sid: "Logs",
      Effect: "Allow",
      Principal: { Service: $interpolate`logs.${region}.amazonaws.com` },
      Action: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: "*",
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": $interpolate`arn:aws:logs:${region}:${accountId}:log-group:/aws/lambda/${$app.name}-${$app.stage}-*`,
        },
      },
    },
  ];
}
