import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** An item, or the key of one, in DynamoDB's JSON. */
export type DynamodbItem = Record<string, AttributeValue>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH_KEYS = 100;
const ROUNDS = 8;
/** The longest pause before the second round; it doubles with every round. */
const PAUSE_MS = 25;

/** What a call needs, and how it waits before it asks again for what was left unprocessed. */
export interface BatchGetOptions {
  readonly client: DynamoDBClient;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

/** The items of a table under these keys, no two the same, read consistently; in any order, without those that are not there. */
export async function batchGet(
  table: string,
  keys: readonly DynamodbItem[],
  { client, sleep = wait, random = Math.random }: BatchGetOptions,
): Promise<DynamodbItem[]> {
  const items: DynamodbItem[] = [];
  for (let from = 0; from < keys.length; from += BATCH_KEYS) {
    let left: readonly DynamodbItem[] = keys.slice(from, from + BATCH_KEYS);
    for (let round = 0; left.length > 0; round++) {
      if (round === ROUNDS) throw new Error(`DynamoDB left ${left.length} keys unprocessed after ${ROUNDS} attempts.`);
      if (round > 0) await sleep(random() * PAUSE_MS * 2 ** round);
      const request = { [table]: { Keys: [...left], ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems: request }));
      items.push(...(Responses?.[table] ?? []));
      left = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return items;
}

const wait = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));
