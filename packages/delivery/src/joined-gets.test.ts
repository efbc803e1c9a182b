import { type BatchGetItemCommand, type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import { joinedGets } from "./joined-gets.ts";

const keyOf = (name: string) => ({ pk: { S: name }, sk: { S: "s" } });

/** Gets from a table, and how many keys each call had. */
async function gets(held: readonly string[]) {
  const client = await tableClient("Things", ["pk", "sk"]);
  for (const name of held)
    await client.send(new PutItemCommand({ TableName: "Things", Item: { ...keyOf(name), n: { S: name } } }));
  const calls: number[] = [];
  let failing = false;
  const send = async (command: BatchGetItemCommand) => {
    calls.push(command.input.RequestItems?.Things?.Keys?.length ?? 0);
    if (failing) throw new Error("down");
    return await client.send(command);
  };
  const get = joinedGets("Things", { client: { send } as unknown as DynamoDBClient });
  return {
    calls,
    read: async (name: string) => (await get(keyOf(name)))?.n?.S,
    fail: (is: boolean) => {
      failing = is;
    },
  };
}

test("reads the keys of one turn in one call, each once, and later keys in another", async () => {
  const { read, calls } = await gets(["a", "b"]);
  expect(await Promise.all(["a", "none", "b", "a"].map(read))).toEqual(["a", undefined, "b", "a"]);
  expect(calls).toEqual([3]);
  expect(await read("b")).toBe("b");
  expect(calls).toEqual([3, 1]);
});

test("fails all reads of a failed call, and none of another", async () => {
  const { read, fail } = await gets(["a", "b"]);
  fail(true);
  const failed = await Promise.allSettled(["a", "b"].map(read));
  expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  fail(false);
  expect(await read("a")).toBe("a");
});

test("reads the other keys of a call that DynamoDB refuses for one of them", async () => {
  const { read, calls } = await gets(["a", "b"]);
  const [a, refused, b] = await Promise.allSettled(["a", "", "b"].map(read));
  expect(a).toMatchObject({ value: "a" });
  expect(refused).toMatchObject({ reason: { name: "ValidationException" } });
  expect(b).toMatchObject({ value: "b" });
  expect(calls).toEqual([3, 1, 1, 1]);
});

test("fails only the reads that DynamoDB leaves unprocessed", async () => {
  const Things = { Keys: [keyOf("slow")] };
  const send = async () => ({ Responses: { Things: [{ ...keyOf("a"), n: { S: "a" } }] }, UnprocessedKeys: { Things } });
  const get = joinedGets("Things", { client: { send } as unknown as DynamoDBClient, sleep: async () => {} });
  const [a, slow, none] = await Promise.allSettled(["a", "slow", "none"].map(name => get(keyOf(name))));
  expect([a, none]).toMatchObject([{ value: { n: { S: "a" } } }, { value: undefined }]);
  expect(slow).toMatchObject({ reason: { message: "DynamoDB left a key unprocessed." } });
});
