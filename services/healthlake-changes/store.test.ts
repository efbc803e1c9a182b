import { BatchGetItemCommand, type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { LEASE_MS } from "./ledger.ts";
import { ledgerTable } from "./ledger-fixture.ts";
import { ledgerSuite } from "./ledger-suite.ts";
import { dynamodbLedger } from "./store.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
const version = { datastoreId: "d".repeat(32), resourceType: "Patient", id: "p", versionId: 7, op: "update" } as const;
const about = { eventId: "e".repeat(32), origin: "cloudtrail" } as const;

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

test("keeps a row a version that says who published it, when, and until when it is kept", async () => {
  const { ledger, client, table } = await makeBench();
  const claim = await ledger.claim(version, about);
  if (claim.outcome !== "claimed") throw new Error(claim.outcome);
  await ledger.confirm(version, claim.fence);
  const { Items } = await client.send(new ScanCommand({ TableName: table }));
  expect(Items).toEqual([
    {
      pk: { S: `${version.datastoreId}/Patient/p` },
      sk: { S: `${"7".padStart(40, "0")}/update` },
      state: { S: "published" },
      fence: { S: claim.fence },
      eventId: { S: about.eventId },
      origin: { S: "cloudtrail" },
      publishedAt: { S: "2026-01-01T00:00:00.000Z" },
      expiresAt: { N: String(start / 1000 + 14 * 86_400) },
    },
  ]);
});

test("recognises its own claim and confirmation when their answers were lost", async () => {
  const { client, table, now } = await makeBench();
  const ledger = dynamodbLedger({ table, client, now, newFence: () => "mine" });
  expect(await ledger.claim(version, about)).toEqual({ outcome: "claimed", fence: "mine" });
  expect(await ledger.claim(version, about)).toEqual({ outcome: "claimed", fence: "mine" });
  expect([await ledger.confirm(version, "mine"), await ledger.confirm(version, "mine")]).toEqual([true, true]);
});

test("lets a holder whose lease ended confirm, as long as nobody else claimed", async () => {
  const { ledger, pass } = await makeBench();
  const claim = await ledger.claim(version, about);
  pass(LEASE_MS * 2);
  expect(claim.outcome === "claimed" && (await ledger.confirm(version, claim.fence))).toBe(true);
});

describe("keys that DynamoDB leaves unprocessed", () => {
  const keys = Array.from({ length: 130 }, (_, index) => ({ ...version, id: `p-${index}` }));
  const head = { versionId: 1, deleted: false, lastUpdated: "2026-01-01T00:00:00.000Z" };

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
    return { ledger: dynamodbLedger(options), asked, pauses };
  }

  test("are asked for again, after a pause", async () => {
    const { ledger, asked, pauses } = await leaving(40);
    for (const key of keys) await ledger.advance(key, head);
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
