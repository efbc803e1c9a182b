import { BatchGetItemCommand, type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { LEASE_MS } from "./ledger.ts";
import { advance, fenceOf, ledgerTable } from "./ledger-fixture.ts";
import { ledgerSuite } from "./ledger-suite.ts";
import { dynamodbLedger } from "./store.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
const key = { datastoreId: "d".repeat(32), resourceType: "Patient", id: "p" };
const head = { versionId: 7, deleted: false, lastUpdated: "2026-01-01T00:00:00.000Z" };

async function makeBench() {
  let time = start;
  const now = () => time;
  const { client, table } = await ledgerTable();
  return {
    ledger: dynamodbLedger({ table, client, now }),
    client,
    table,
    now,
    pass(milliseconds: number) {
      time += milliseconds;
    },
  };
}

ledgerSuite(makeBench);

test("keeps one row a resource: its head for ever, and a claim that nothing came of for as long as copies may come", async () => {
  const { ledger, client, table } = await makeBench();
  const rows = async () => (await client.send(new ScanCommand({ TableName: table }))).Items;
  const fence = await fenceOf(ledger, key, undefined);
  const row = {
    pk: { S: expect.stringMatching(new RegExp(`^HEADS/${key.datastoreId}/Patient/\\d+$`)) },
    sk: { S: expect.stringMatching(/^[0-9a-f]{64}$/) },
    id: { S: "p" },
  };
  const claim = { fence: { S: fence }, leaseUntil: { N: String(start + LEASE_MS) } };
  expect(await rows()).toEqual([{ ...row, ...claim, expiresAt: { N: String(start / 1000 + 14 * 86_400) } }]);
  await ledger.confirm(key, fence, head);
  const published = { ...row, versionId: { N: "7" }, deleted: { BOOL: false }, lastUpdated: { S: head.lastUpdated } };
  expect(await rows()).toEqual([{ ...published, fence: { S: fence } }]);
  const second = await fenceOf(ledger, key, head);
  expect(await rows()).toEqual([{ ...published, ...claim, fence: { S: second } }]);
});

test("recognises its own claim and confirmation when their answers were lost", async () => {
  const { client, table, now } = await makeBench();
  const ledger = dynamodbLedger({ table, client, now, newFence: () => "mine" });
  expect(await ledger.claim(key, undefined)).toEqual({ outcome: "claimed", fence: "mine" });
  expect(await ledger.claim(key, undefined)).toEqual({ outcome: "claimed", fence: "mine" });
  expect([await ledger.confirm(key, "mine", head), await ledger.confirm(key, "mine", head)]).toEqual([true, true]);
});

describe("keys that DynamoDB leaves unprocessed", () => {
  const keys = Array.from({ length: 130 }, (_, index) => ({ ...key, id: `p-${index}` }));

  /** DynamoDB that answers for `most` keys of a call alone. */
  async function leaving(most: number) {
    const { client, table } = await ledgerTable();
    const asked: number[] = [];
    const send = async (command: BatchGetItemCommand) => {
      const { [table]: wanted } = command.input.RequestItems ?? {};
      if (!(command instanceof BatchGetItemCommand) || !wanted) return await client.send(command);
      const { Keys = [] } = wanted;
      asked.push(Keys.length);
      const some = { RequestItems: { [table]: { ...wanted, Keys: Keys.slice(0, most) } } };
      const answer = most > 0 ? await client.send(new BatchGetItemCommand(some)) : {};
      const left = Keys.slice(most);
      return { ...answer, UnprocessedKeys: left.length > 0 ? { [table]: { ...wanted, Keys: left } } : {} };
    };
    const pauses: number[] = [];
    const sleep = async (milliseconds: number) => void pauses.push(milliseconds);
    const options = { table, client: { send } as unknown as DynamoDBClient, sleep, random: () => 1 };
    return { ledger: dynamodbLedger(options), client, table, asked, pauses };
  }

  test("are asked for again, after a pause", async () => {
    const { ledger, client, table, asked, pauses } = await leaving(40);
    for (const one of keys) await advance(dynamodbLedger({ client, table }), one, head);
    expect(await ledger.heads(keys)).toEqual(keys.map(() => head));
    expect(asked).toEqual([100, 60, 20, 30]);
    expect(pauses).toEqual([50, 100]);
  });

  test("fail the call when they are left again and again: no head is not an unknown one", async () => {
    const { ledger, pauses } = await leaving(0);
    await expect(ledger.heads(keys.slice(0, 3))).rejects.toThrow("3 keys unprocessed after 8 attempts");
    expect(pauses).toHaveLength(7);
  });
});
