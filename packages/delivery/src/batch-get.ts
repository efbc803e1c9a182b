import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type UntilProcessedOptions, untilProcessed } from "./until-processed.ts";

/** An item, or the key of one, in DynamoDB's JSON. */
export type DynamodbItem = Record<string, AttributeValue>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH_KEYS = 100;

/** What a call needs, and how it waits before it asks again for what was left unprocessed. */
export interface BatchGetOptions extends UntilProcessedOptions {
  readonly client: DynamoDBClient;
}

/** The items of a table under these keys, no two the same, read consistently; in any order, without those that are not there. */
export async function batchGet(
  table: string,
  keys: readonly DynamodbItem[],
  { client, ...waiting }: BatchGetOptions,
): Promise<DynamodbItem[]> {
  const items: DynamodbItem[] = [];
  for (let from = 0; from < keys.length; from += BATCH_KEYS) {
    let left: readonly DynamodbItem[] = keys.slice(from, from + BATCH_KEYS);
    const attempt = async () => {
      const request = { [table]: { Keys: [...left], ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems: request }));
      items.push(...(Responses?.[table] ?? []));
      left = UnprocessedKeys?.[table]?.Keys ?? [];
      return left.length === 0;
    };
    const exhausted = (rounds: number) =>
      new Error(`DynamoDB left ${left.length} keys unprocessed after ${rounds} attempts.`);
    await untilProcessed(attempt, exhausted, waiting);
  }
  return items;
}
