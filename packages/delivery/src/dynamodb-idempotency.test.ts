import {
  type BatchExecuteStatementCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { tableClient } from "@tributary/testkit/table-client";
import { expect, test } from "vitest";
import { dynamodbIdempotency } from "./dynamodb-idempotency.ts";
import { idempotencySuite } from "./idempotency-suite.ts";

const start = Date.parse("2026-01-01T00:00:00Z");

async function makeBench() {
  let time = start;
  const now = () => time;
  const client = await tableClient("Idempotency", ["id"]);
  const consumer = (name: string) => dynamodbIdempotency({ table: "Idempotency", consumer: name, client, now });
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return { idempotency: consumer("sample"), consumer, client, now, pass };
}

idempotencySuite(makeBench);

test("keeps the consumers of one event apart", async () => {
  const { consumer } = await makeBench();
  expect(await consumer("one").claim("event", { leaseMs: 1_000 })).toMatchObject({ state: "claimed" });
  expect(await consumer("other").claim("event", { leaseMs: 1_000 })).toMatchObject({ state: "claimed" });
});

test("lets DynamoDB delete claims after 14 days", async () => {
  const { idempotency, client } = await makeBench();
  await idempotency.claim("event", { leaseMs: 1_000 });
  const { Items } = await client.send(new ScanCommand({ TableName: "Idempotency" }));
  expect(Items).toMatchObject([{ id: { S: "sample#event" }, expiresAt: { N: String(start / 1000 + 14 * 86_400) } }]);
});

test("recognises its own claim and confirmation when their answers were lost", async () => {
  const { client, now } = await makeBench();
  const again = dynamodbIdempotency({ table: "Idempotency", consumer: "s", client, now, newFence: () => "mine" });
  const claim = await again.claim("event", { leaseMs: 1_000 });
  expect(await again.claim("event", { leaseMs: 1_000 })).toEqual(claim);
  const token = { eventId: "event", fence: "mine" };
  expect([await again.confirm(token), await again.confirm(token)]).toEqual([true, true]);
});

test("claims ten events in one call, and confirms them in one", async () => {
  const { client, now } = await makeBench();
  const calls: string[] = [];
  const send = (command: BatchExecuteStatementCommand) => {
    calls.push(command.constructor.name);
    return client.send(command);
  };
  const counted = { send } as unknown as DynamoDBClient;
  const ten = dynamodbIdempotency({ table: "Idempotency", consumer: "s", client: counted, now });
  const ids = Array.from({ length: 10 }, (_, index) => `e-${index}`);
  const claims = await Promise.all(ids.map(id => ten.claim(id, { leaseMs: 1_000 })));
  const tokens = claims.flatMap(claim => (claim.state === "claimed" ? [claim.token] : []));
  expect(await Promise.all(tokens.map(token => ten.confirm(token)))).toEqual(ids.map(() => true));
  expect(calls).toEqual(["BatchExecuteStatementCommand", "BatchExecuteStatementCommand"]);
});

test("leaves an event to the next delivery when the item that refused its claim is deleted meanwhile", async () => {
  const { idempotency, client, now } = await makeBench();
  await idempotency.claim("event", { leaseMs: 1_000 });
  const send = async (command: BatchExecuteStatementCommand) => {
    const answer = await client.send(command);
    await client.send(new DeleteItemCommand({ TableName: "Idempotency", Key: { id: { S: "sample#event" } } }));
    return answer;
  };
  const late = dynamodbIdempotency({
    ...{ table: "Idempotency", consumer: "sample", now },
    client: { send } as unknown as DynamoDBClient,
  });
  expect(await late.claim("event", { leaseMs: 1_000 })).toEqual({ state: "inProgress", until: now() });
  expect(await idempotency.claim("event", { leaseMs: 1_000 })).toMatchObject({ state: "claimed" });
});
