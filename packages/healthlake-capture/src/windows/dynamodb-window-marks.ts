import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { clientSettings } from "@tributary/delivery/client-settings";
import type { WindowMarks } from "./handle-windows.ts";

/** Longer than anything brings a record of a window again. */
const KEPT_FOR_SECONDS = 5 * 24 * 60 * 60;

/** How many marks are remembered: those of a few hours, of a few types. */
const REMEMBERED = 1_000;

/**
 * Window marks in the ledger's table. A mark seen there is remembered and not read again, since every record of a window
 * asks.
 */
export function dynamodbWindowMarks(options: {
  readonly table: string;
  readonly client?: DynamoDBClient;
  readonly now?: () => number;
}): WindowMarks {
  const { table: TableName, client = new DynamoDBClient(clientSettings), now = Date.now } = options;
  const keyOf = (name: string) => ({ pk: { S: `WINDOW/${name}` }, sk: { S: "MARK" } });
  const seen = new Set<string>();
  const remember = (name: string) => {
    if (seen.size >= REMEMBERED) seen.clear();
    seen.add(name);
  };
  return {
    async has(name) {
      if (seen.has(name)) return true;
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: keyOf(name), ConsistentRead: true }));
      if (Item !== undefined) remember(name);
      return Item !== undefined;
    },
    async put(name) {
      const expiresAt = { N: String(Math.ceil(now() / 1000) + KEPT_FOR_SECONDS) };
      await client.send(new PutItemCommand({ TableName, Item: { ...keyOf(name), expiresAt } }));
      remember(name);
    },
  };
}
