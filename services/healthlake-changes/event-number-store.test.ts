import { expect, test } from "vitest";
import { dynamodbEventNumbers } from "./event-number-store.ts";
import { eventNumberSuite } from "./event-number-suite.ts";
import type { Bucket } from "./event-numbers.ts";
import { ledgerTable } from "./ledger-fixture.ts";

const notice = { subscriptionId: "s", changes: [{ eventNumber: 1, resourceType: "Patient", id: "p" }] };

eventNumberSuite(async askForCheck => {
  let time = 0;
  return dynamodbEventNumbers({ ...(await ledgerTable()), askForCheck, now: () => time++ });
});

test("asks again when asking failed, and the notice comes again", async () => {
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
