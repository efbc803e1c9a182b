import { key } from "./key.ts";
import { durable, production } from "./stage.ts";

/** A DynamoDB table under our key, with point-in-time recovery; in production it cannot be deleted. */
export function encryptedTable(
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
