import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { WindowMarks } from "./follow-windows.ts";

/** Longer than anything brings a record of a window again. */
const KEPT_FOR_SECONDS = 5 * 24 * 60 * 60;

/** Marks in the ledger's table. */
export function dynamodbWindowMarks(options: {
  readonly table: string;
  readonly client?: DynamoDBClient;
  readonly now?: () => number;
}): WindowMarks {
  const { table: TableName, client = new DynamoDBClient({}), now = Date.now } = options;
  const keyOf = (name: string) => ({ pk: { S: `WINDOW/${name}` }, sk: { S: "MARK" } });
  return {
    async has(name) {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: keyOf(name), ConsistentRead: true }));
      return Item !== undefined;
    },
    async put(name) {
      const expiresAt = { N: String(Math.ceil(now() / 1000) + KEPT_FOR_SECONDS) };
      await client.send(new PutItemCommand({ TableName, Item: { ...keyOf(name), expiresAt } }));
    },
  };
}
