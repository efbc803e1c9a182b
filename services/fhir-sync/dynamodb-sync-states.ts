import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { KeptState, SyncStates } from "./sync-states.ts";

/** States in a DynamoDB table with the string key `pk`: one row a patient, written against its revision. */
export function dynamodbSyncStates({
  table: TableName,
  client = new DynamoDBClient({}),
}: {
  readonly table: string;
  readonly client?: DynamoDBClient;
}): SyncStates {
  return {
    async read(patientId) {
      const Key = { pk: { S: patientId } };
      const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
      if (Item === undefined) return undefined;
      const { pk: _pk, ...kept } = unmarshall(Item);
      return kept as KeptState;
    },

    async write(kept) {
      const { revision, state } = kept;
      const write = new PutItemCommand({
        TableName,
        Item: marshall({ pk: state.patientId, ...kept }, { removeUndefinedValues: true }),
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
