import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { keptIn, rowOf } from "./dynamodb-sync-state-row.ts";
import type { SyncStates } from "./sync-states.ts";

/** States in a DynamoDB table with the string key `pk`: one row a key, written against its revision. */
export function dynamodbSyncStates({
  table: TableName,
  client = new DynamoDBClient({}),
}: {
  readonly table: string;
  readonly client?: DynamoDBClient;
}): SyncStates {
  return {
    async read(key) {
      const Key = { pk: { S: key } };
      const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
      return Item && keptIn(Item);
    },

    async write(key, kept) {
      const { revision } = kept;
      const write = new PutItemCommand({
        TableName,
        Item: rowOf(key, kept),
        ConditionExpression: revision === 1 ? "attribute_not_exists(pk)" : "revision = :before",
        ...(revision > 1 && { ExpressionAttributeValues: { ":before": { N: String(revision - 1) } } }),
      });
      try {
        await client.send(write);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
