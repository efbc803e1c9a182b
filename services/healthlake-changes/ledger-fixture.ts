import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type Cloud, createCloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { dynamodbService } from "@tributary/local-cloud/services/dynamodb/service";

/** A client of a local DynamoDB with the ledger's table in it. */
export async function ledgerTable(cloud: Cloud = localDynamodb()): Promise<{ client: DynamoDBClient; table: string }> {
  const client = new DynamoDBClient({
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://local",
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  });
  const table = "ChangeLedger";
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  return { client, table };
}

function localDynamodb(): Cloud {
  return createCloud({
    services: [dynamodbService],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    clock: virtualClock(),
  });
}
