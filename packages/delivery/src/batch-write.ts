import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { keyText } from "./item-key.ts";
import { type UntilProcessedOptions, untilProcessed } from "./until-processed.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH_REQUESTS = 25;

/** Options of `batchWrite`, and how it waits before it retries unprocessed writes. */
export interface BatchWriteOptions extends UntilProcessedOptions {
  readonly client: DynamoDBClient;
  /** The attributes of the table's key. */
  readonly keyNames: readonly string[];
}

/** How many writes DynamoDB acknowledged, and the others in order. */
export interface BatchWriteResult {
  readonly written: number;
  readonly unprocessed: readonly WriteRequest[];
}

/**
 * Makes any number of puts and deletions in a table. Writes of one key keep their order, in successive calls. Unprocessed
 * writes are retried until rounds or time are used up; then nothing more is written.
 */
export async function batchWrite(
  table: string,
  requests: readonly WriteRequest[],
  { client, keyNames, ...waiting }: BatchWriteOptions,
): Promise<BatchWriteResult> {
  let sent = 0;
  for (const call of inCalls(requests, keyNames)) {
    let left = call;
    const attempt = async () => {
      const command = new BatchWriteItemCommand({ RequestItems: { [table]: left } });
      left = (await client.send(command)).UnprocessedItems?.[table] ?? [];
      return left.length === 0;
    };
    const isDone = await untilProcessed(attempt, waiting);
    sent += call.length;
    if (!isDone) return { written: sent - left.length, unprocessed: [...left, ...requests.slice(sent)] };
  }
  return { written: sent, unprocessed: [] };
}

/** DynamoDB refuses a call that writes an item twice: the second write begins the next call. */
function inCalls(requests: readonly WriteRequest[], keyNames: readonly string[]): WriteRequest[][] {
  const calls: WriteRequest[][] = [];
  let names = new Set<string>();
  for (const request of requests) {
    const name = keyText(request.PutRequest?.Item ?? request.DeleteRequest?.Key ?? {}, keyNames);
    if (calls.length === 0 || names.has(name) || names.size === BATCH_REQUESTS) {
      calls.push([]);
      names = new Set();
    }
    calls.at(-1)!.push(request);
    names.add(name);
  }
  return calls;
}
