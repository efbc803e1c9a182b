import { type DynamoDBClient, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { conditionalWrites } from "@tributary/delivery/conditional-writes";
import { expect, test } from "vitest";
import { dynamodbLedger } from "../ledger/dynamodb-ledger.ts";
import { ledgerTable } from "../ledger/ledger-fixture.ts";
import { dynamodbEventNumbers } from "./dynamodb-event-numbers.ts";
import { BUCKET_SIZE, type Bucket } from "./event-numbers.ts";
import { eventNumberSuite } from "./event-numbers-suite.ts";

const notice = { subscriptionId: "s", changes: [{ eventNumber: 1, resourceType: "Patient", id: "p" }] };

eventNumberSuite(async askForCheck => {
  let time = 0;
  return dynamodbEventNumbers({ ...(await ledgerTable()), askForCheck, now: () => time++ });
});

test("requests a check again when the request failed and the notice is redelivered", async () => {
  const asked: Bucket[] = [];
  let fails = true;
  const numbers = dynamodbEventNumbers({
    ...(await ledgerTable()),
    now: () => 0,
    async askForCheck(bucket) {
      if (fails) throw new Error("no queue");
      asked.push(bucket);
    },
  });
  await expect(numbers.seen([notice])).rejects.toThrow("no queue");
  fails = false;
  await numbers.seen([notice]);
  await numbers.seen([notice]);
  expect(asked).toHaveLength(1);
});

test("adds numbers of a bucket that is to be checked in one write, beside others of the ledger", async () => {
  const { client, table } = await ledgerTable();
  const calls: string[] = [];
  const send = async (command: { constructor: { name: string } }) => {
    calls.push(command.constructor.name.replace("Command", ""));
    return await client.send(command as never);
  };
  const inTable = { table, client: { send } as unknown as DynamoDBClient, now: () => 0 };
  const write = conditionalWrites(inTable);
  const numbers = dynamodbEventNumbers({ ...inTable, write, askForCheck: async () => {} });
  const ledger = dynamodbLedger({ ...inTable, write });
  const told = (eventNumber: number, at?: string) => ({
    subscriptionId: "s",
    changes: [{ ...notice.changes[0]!, eventNumber, ...(at !== undefined && { at }) }],
  });
  await numbers.seen([told(1)]);
  calls.length = 0;
  const key = { datastoreId: "d", resourceType: "Patient", id: "p" };
  await Promise.all([numbers.seen([told(2), told(3)]), ledger.claim(key, undefined)]);
  expect(calls).toEqual(["BatchExecuteStatement"]);
  await numbers.seen([told(4, "2026-01-01T00:00:00Z")]); // The first to say when: the row has no times to add to.
  await numbers.seen([told(5, "2026-01-01T00:01:00Z")]);
  expect(calls).toEqual(["BatchExecuteStatement", "BatchExecuteStatement", "UpdateItem", "BatchExecuteStatement"]);
  expect(await numbers.look({ subscriptionId: "s", bucket: 0 })).toEqual({
    numbers: [1, 2, 3, 4, 5],
    from: Date.parse("2026-01-01T00:00:00Z"),
    to: Date.parse("2026-01-01T00:02:00Z"),
  });
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  const { pk, sk } = Items.find(item => item.numbers)!;
  const Key = { pk: pk!, sk: sk! };
  await client.send(new UpdateItemCommand({ TableName: table, Key, UpdateExpression: "REMOVE numbers, minutes" }));
  calls.length = 0;
  await numbers.seen([told(6)]); // The row expired before its check was noted, and has no set to add to.
  expect(calls).toEqual(["BatchExecuteStatement", "UpdateItem"]);
  expect(await numbers.look({ subscriptionId: "s", bucket: 0 })).toEqual({ numbers: [6] });
});

test("asks again when a check was lost", async () => {
  const asked: Bucket[] = [];
  let time = 0;
  const numbers = dynamodbEventNumbers({
    ...(await ledgerTable()),
    now: () => time,
    askForCheck: async bucket => void asked.push(bucket),
  });
  await numbers.seen([notice]);
  time = 10 * 60_000;
  await numbers.seen([notice]);
  expect(asked).toHaveLength(1);
  time = 20 * 60_000;
  await numbers.seen([notice]);
  expect(asked).toHaveLength(2);
});

test("forgets a bucket in which nothing is missing, once no copy can come any more", async () => {
  const { client, table } = await ledgerTable();
  const numbers = dynamodbEventNumbers({ client, table, now: () => 1_000, askForCheck: async () => {} });
  const changes = Array.from({ length: BUCKET_SIZE - 2 }, (_, index) => ({
    ...notice.changes[0]!,
    eventNumber: index + 1,
  }));
  const bucket = { subscriptionId: "s", bucket: 0 };
  const expiry = async () =>
    (await client.send(new ScanCommand({ TableName: table }))).Items?.map(({ expiresAt }) => expiresAt?.N);
  await numbers.seen([{ ...notice, changes }]);
  await numbers.check(bucket);
  expect(await expiry()).toEqual([undefined]);
  await numbers.account(bucket, [BUCKET_SIZE - 1]);
  expect(await expiry()).toEqual([undefined]); // As long as the next has not begun, which looks at this one.
  await numbers.seen([{ ...notice, changes: [{ ...notice.changes[0]!, eventNumber: BUCKET_SIZE }] }]);
  await numbers.check(bucket);
  expect(new Set(await expiry())).toEqual(new Set([undefined, String(1 + 14 * 86_400)]));
});
