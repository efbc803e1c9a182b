import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
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
