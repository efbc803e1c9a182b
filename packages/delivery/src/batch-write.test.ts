import {
  type BatchWriteItemCommand,
  type DynamoDBClient,
  ScanCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import { batchWrite } from "./batch-write.ts";

const put = (id: string, n: number): WriteRequest => ({ PutRequest: { Item: { id: { S: id }, n: { N: String(n) } } } });
const deletion = (id: string): WriteRequest => ({ DeleteRequest: { Key: { id: { S: id } } } });

/** A table that leaves the second half of so many first calls unprocessed. */
async function table(leavesUnprocessed: number) {
  const client = await tableClient("Items", ["id"]);
  const calls: number[] = [];
  const send = async (command: BatchWriteItemCommand) => {
    const requests = command.input.RequestItems?.Items ?? [];
    calls.push(requests.length);
    const half = calls.length > leavesUnprocessed ? requests.length : Math.floor(requests.length / 2);
    if (half > 0) {
      command.input.RequestItems = { Items: requests.slice(0, half) };
      await client.send(command);
    }
    return half < requests.length ? { UnprocessedItems: { Items: requests.slice(half) } } : {};
  };
  const options = { client: { send } as unknown as DynamoDBClient, keyNames: ["id"], sleep: async () => {} };
  const items = async () => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: "Items" }));
    return Object.fromEntries(Items.map(({ id, n }) => [id?.S, Number(n?.N)]));
  };
  return { options, calls, items };
}

test("writes any number of items in calls of 25, and retries what DynamoDB leaves unprocessed", async () => {
  const { options, calls, items } = await table(2);
  const requests = Array.from({ length: 60 }, (_, index) => put(`i-${index}`, index));
  expect(await batchWrite("Items", requests, options)).toEqual({ written: 60, unprocessed: [] });
  expect(calls).toEqual([25, 13, 7, 25, 10]);
  expect(Object.keys(await items())).toHaveLength(60);
});

test("keeps the order of the writes of one key", async () => {
  const { options, calls, items } = await table(1);
  const requests = [put("a", 1), put("b", 1), put("a", 2), deletion("b"), put("a", 3)];
  expect(await batchWrite("Items", requests, options)).toEqual({ written: 5, unprocessed: [] });
  expect(calls).toEqual([2, 1, 2, 1]);
  expect(await items()).toEqual({ a: 3 });
});

test("writes nothing after a write that it gave up, and lists the rest", async () => {
  const { options, calls, items } = await table(100);
  const requests = [put("a", 1), put("b", 1), put("b", 2), put("c", 1)];
  expect(await batchWrite("Items", requests, options)).toEqual({ written: 1, unprocessed: requests.slice(1) });
  expect(calls).toHaveLength(8);
  expect(await items()).toEqual({ a: 1 });
});
