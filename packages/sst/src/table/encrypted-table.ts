import type { Stack } from "../stack/create-stack.ts";

/** A DynamoDB table under the stack's key, with point-in-time recovery; in production it cannot be deleted. */
export function encryptedTable(
  { sst, key, production, durable }: Stack,
  name: string,
  args: Pick<sst.aws.DynamoArgs, "fields" | "primaryIndex" | "globalIndexes" | "stream" | "ttl">,
): sst.aws.Dynamo {
  return new sst.aws.Dynamo(
    name,
    {
      ...args,
      deletionProtection: production,
      transform: { table: { serverSideEncryption: { enabled: true, kmsKeyArn: key.arn } } },
    },
    durable,
  );
}
