import { type BatchGetItemCommand, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import { batchGet } from "./batch-get.ts";
import { getItems } from "./get-items.ts";
import { keyText } from "./item-key.ts";

const keyOf = (index: number) => ({ pk: { S: `p-${index}` }, sk: { S: "0" } });
const itemOf = (index: number) => ({ ...keyOf(index), n: { N: String(index) } });

/** A table in which every item but each tenth of those named is there; it leaves half of so many first calls unprocessed. */
async function table(items: number, leavesUnprocessed: number) {
  const client = await tableClient("Items", ["pk", "sk"]);
  for (let index = 0; index < items; index++)
    if (index % 10 !== 9) await client.send(new PutItemCommand({ TableName: "Items", Item: itemOf(index) }));
  const calls: number[] = [];
  const pauses: number[] = [];
  const send = async (command: BatchGetItemCommand) => {
    const request = command.input.RequestItems?.Items;
    const keys = request?.Keys ?? [];
    calls.push(keys.length);
    if (calls.length > leavesUnprocessed) return await client.send(command);
    const half = Math.floor(keys.length / 2);
    if (request) request.Keys = keys.slice(0, half);
    const answer = half > 0 ? await client.send(command) : { Responses: { Items: [] } };
    // What was processed comes in no order.
    const Responses = { Items: [...(answer.Responses?.Items ?? [])].reverse() };
    return { Responses, UnprocessedKeys: { Items: { Keys: keys.slice(half) } } };
  };
  const options = {
    client: { send } as unknown as DynamoDBClient,
    sleep: async (milliseconds: number) => void pauses.push(milliseconds),
    random: () => 1,
  };
  return { options, calls, pauses };
}

test("finds 250 keys with duplicates when DynamoDB leaves some unprocessed twice, and lists missing ones", async () => {
  const { options, calls, pauses } = await table(250, 2);
  const indexes = Array.from({ length: 250 }, (_, index) => index);
  const keys = [...indexes, ...indexes.slice(0, 50)].map(keyOf);
  const { found, missing, unprocessed } = await batchGet("Items", keys, options);
  expect(found).toEqual(indexes.filter(index => index % 10 !== 9).map(itemOf));
  expect(missing).toEqual(indexes.filter(index => index % 10 === 9).map(keyOf));
  expect(unprocessed).toEqual([]);
  expect(calls).toEqual([100, 50, 25, 100, 50]);
  expect(pauses).toEqual([50, 100]);
});

test("gives up after eight rounds or at the deadline, and lists unprocessed keys apart from missing ones", async () => {
  const { options, calls } = await table(10, 100);
  const keys = [9, 1, 0].map(keyOf);
  const result = await batchGet("Items", keys, options);
  expect(calls).toHaveLength(8);
  expect(result).toEqual({ found: [itemOf(1)], missing: [keyOf(9)], unprocessed: [keyOf(0)] });

  let time = 0;
  const late = await table(10, 100);
  const sleep = async (milliseconds: number) => {
    time += milliseconds;
  };
  await batchGet("Items", keys, { ...late.options, sleep, now: () => time, deadline: 160 });
  expect([late.calls.length, time]).toEqual([3, 150]);
});

test("returns the item of each key, and throws when DynamoDB leaves keys unprocessed", async () => {
  const { options } = await table(10, 0);
  expect(await getItems("Items", [3, 9, 3, 1].map(keyOf), options)).toEqual([
    itemOf(3),
    undefined,
    itemOf(3),
    itemOf(1),
  ]);
  expect(await getItems("Items", [], options)).toEqual([]);
  const failing = await table(1, 100);
  await expect(getItems("Items", [keyOf(0)], failing.options)).rejects.toThrow("DynamoDB left 1 keys unprocessed.");
});

test.each([
  ["1", "01.00"],
  ["-150", "-1.5E2"],
  ["0", "-0.0"],
  ["0.25", "25e-2"],
])("takes %s and %s for the same number in a key", (one, two) => {
  const text = (N: string) => keyText({ id: { N } }, ["id"]);
  expect(text(one)).toBe(text(two));
  expect(text(one)).not.toBe(text(`${one}1`));
});
