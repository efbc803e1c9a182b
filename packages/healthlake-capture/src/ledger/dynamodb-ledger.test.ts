import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { dynamodbLedger } from "./dynamodb-ledger.ts";
import { type Head, LEASE_MS, type Ledger } from "./ledger.ts";
import { advance, fenceOf, ledgerTable } from "./ledger-fixture.ts";
import { ledgerSuite } from "./ledger-suite.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
const key = { datastoreId: "d".repeat(32), resourceType: "Patient", id: "p" };
const head = { versionId: 7, deleted: false, lastUpdated: "2026-01-01T00:00:00.000Z" };

async function makeBench() {
  let time = start;
  const now = () => time;
  const { client, table } = await ledgerTable();
  return {
    ledger: dynamodbLedger({ table, client, now }),
    other: dynamodbLedger({ table, client, now }),
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

describe("statements of a batch", () => {
  const keys = Array.from({ length: 5 }, (_, index) => ({ ...key, id: `p-${index}` }));
  const claimAll = (ledger: Ledger, seen?: Head) => Promise.all(keys.map(one => ledger.claim(one, seen)));
  const claimed = keys.map(() => expect.objectContaining({ outcome: "claimed" }));

  /** A ledger whose calls take another way to DynamoDB. */
  async function through(
    way: (command: BatchExecuteStatementCommand, client: DynamoDBClient) => Promise<BatchExecuteStatementCommandOutput>,
  ) {
    const bench = await makeBench();
    const send = (command: BatchExecuteStatementCommand) =>
      command instanceof BatchExecuteStatementCommand ? way(command, bench.client) : bench.client.send(command);
    const client = { send } as unknown as DynamoDBClient;
    const ledger = dynamodbLedger({ table: bench.table, client, now: bench.now, sleep: async () => {} });
    return { ...bench, ledger };
  }

  test("are retried if throttled, and the others are not", async () => {
    const sent: number[] = [];
    const { ledger } = await through(async (command, client) => {
      const { Statements = [] } = command.input;
      // Every second one, as long as there is more than one.
      const isThrottled = (index: number) => index % 2 === 1;
      const some = Statements.filter((_, index) => !isThrottled(index));
      const answer = await client.send(new BatchExecuteStatementCommand({ Statements: some }));
      sent.push(Statements.length);
      const throttled = { Error: { Code: "ThrottlingError" as const } };
      const rest = [...(answer.Responses ?? [])];
      return { ...answer, Responses: Statements.map((_, index) => (isThrottled(index) ? throttled : rest.shift()!)) };
    });
    const claims = await claimAll(ledger);
    expect(claims).toEqual(claimed);
    expect(sent).toEqual([5, 2, 1]);
    const fences = claims.map(one => (one.outcome === "claimed" ? one.fence : ""));
    const confirmed = await Promise.all(keys.map((one, index) => ledger.confirm(one, fences[index]!, head)));
    expect(confirmed).toEqual(keys.map(() => true));
    expect(await ledger.heads(keys)).toEqual(keys.map(() => head));
  });

  test.each([false, true])(
    "whose call fails, after its effect: %s, are taken up when their lease has ended",
    async hasEffect => {
      let failures = 1;
      const { ledger, other, pass, now } = await through(async (command, client) => {
        if (failures === 0) return await client.send(command);
        if (hasEffect) await client.send(command);
        failures--;
        throw new Error("The connection was reset.");
      });
      const outcomes = await Promise.allSettled(keys.map(one => ledger.claim(one, undefined)));
      expect(outcomes.map(({ status }) => status)).toEqual(keys.map(() => "rejected"));
      const held = keys.map(() => ({ outcome: "held", until: now() + LEASE_MS }));
      expect(await claimAll(other)).toEqual(hasEffect ? held : claimed);
      pass(LEASE_MS);
      expect(await claimAll(ledger)).toEqual(claimed);
    },
  );

  test("are recognised when their answer was lost and the client repeats the call", async () => {
    const { ledger, pass } = await through(async (command, client) => {
      await client.send(command);
      return await client.send(command);
    });
    for (const [seen, reached] of [
      [undefined, head],
      [head, { ...head, versionId: 8 }],
    ] as const) {
      const claims = await claimAll(ledger, seen);
      expect(claims).toEqual(claimed);
      const fences = claims.map(one => (one.outcome === "claimed" ? one.fence : ""));
      const confirmed = await Promise.all(keys.map((one, index) => ledger.confirm(one, fences[index]!, reached)));
      expect(confirmed).toEqual(keys.map(() => true));
    }
    // A claim that came of nothing, and is taken over.
    await claimAll(ledger, { ...head, versionId: 8 });
    pass(LEASE_MS);
    expect(await claimAll(ledger, { ...head, versionId: 8 })).toEqual(claimed);
  });

  test("that met a row which expires meanwhile are claimed the next time", async () => {
    let isExpired = false;
    const { ledger, pass } = await through(async (command, client) => {
      const answer = await client.send(command);
      for (const { Statement = "", Parameters: [pk, sk] = [] } of command.input.Statements ?? [])
        if (isExpired && Statement.startsWith("INSERT") && pk && sk)
          await client.send(new DeleteItemCommand({ TableName: "ChangeLedger", Key: { pk, sk } }));
      return answer;
    });
    await claimAll(ledger);
    pass(LEASE_MS);
    isExpired = true;
    expect(await claimAll(ledger)).toEqual(keys.map(() => ({ outcome: "moved" })));
    isExpired = false;
    expect(await claimAll(ledger)).toEqual(claimed);
  });
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

  test("are retried after a pause", async () => {
    const { ledger, client, table, asked, pauses } = await leaving(40);
    for (const one of keys) await advance(dynamodbLedger({ client, table }), one, head);
    expect(await ledger.heads(keys)).toEqual(keys.map(() => head));
    expect(asked).toEqual([100, 60, 20, 30]);
    expect(pauses).toEqual([50, 100]);
  });

  test("fail the call when they stay unprocessed: no head is not an unknown head", async () => {
    const { ledger, pauses } = await leaving(0);
    await expect(ledger.heads(keys.slice(0, 3))).rejects.toThrow("3 keys unprocessed");
    expect(pauses).toHaveLength(7);
  });
});
