import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type Cloud, createCloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { dynamodbService } from "@tributary/local-cloud/services/dynamodb/service";

/**
 * A client of a local DynamoDB with one empty table. Its keys are texts: the partition key, then the sort key. The cloud is
 * new, in memory and on a virtual clock, unless one is given.
 */
export async function tableClient(
  table: string,
  keys: readonly string[],
  cloud: Cloud = localDynamodb(),
): Promise<DynamoDBClient> {
  const client = new DynamoDBClient({
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://local",
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  });
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: keys.map(AttributeName => ({ AttributeName, AttributeType: "S" })),
      KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? "HASH" : "RANGE" })),
    }),
  );
  return client;
}

const localDynamodb = () =>
  createCloud({
    services: [dynamodbService],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    clock: virtualClock(),
  });
