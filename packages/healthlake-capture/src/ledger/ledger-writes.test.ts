import { BatchExecuteStatementCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { createVersionPublisher } from "../versions/publish-versions.ts";
import { publisherBench } from "../versions/publish-versions-fixture.ts";
import type { ResourceNotice } from "../versions/resource-notice.ts";
import { dynamodbLedger } from "./dynamodb-ledger.ts";
import { ledgerTable } from "./ledger-fixture.ts";

const notice = (id: string): ResourceNotice => ({ resourceType: "Patient", id, origin: "subscription" });

/** A publisher whose ledger is in a table, the calls that it makes to that, by name, and the statements in them. */
async function open() {
  const world = publisherBench();
  const { client, table } = await ledgerTable();
  const calls: string[] = [];
  const writes: string[] = [];
  const send = async (command: { constructor: { name: string } }) => {
    calls.push(command.constructor.name.replace("Command", ""));
    if (command instanceof BatchExecuteStatementCommand)
      for (const { Statement = "" } of command.input.Statements ?? []) writes.push(Statement.split(" ")[0]!);
    return await client.send(command as never);
  };
  const recording = { send } as unknown as DynamoDBClient;
  const ledger = dynamodbLedger({ table, client: recording, now: world.now });
  const publishVersions = createVersionPublisher({ ...world.options, ledger });
  return {
    ...world,
    /** What a call of the publisher costs. */
    async costOf(...notices: ResourceNotice[]) {
      calls.length = 0;
      writes.length = 0;
      for (const { outcome } of await publishVersions(notices)) expect(outcome).toBe("done");
      return { calls: [...calls], writes: [...writes] };
    },
    publishVersions,
    writes,
  };
}

const claimAndConfirm = ["BatchExecuteStatement", "BatchExecuteStatement"];
const readClaimAndConfirm = ["BatchGetItem", ...claimAndConfirm];

test("a version costs two writes to the ledger, and one read after the first; a batch of notices shares the calls", async () => {
  const { store, costOf, published } = await open();
  store.write("a");
  expect(await costOf(notice("a"))).toEqual({ calls: claimAndConfirm, writes: ["INSERT", "UPDATE"] });
  store.write("a");
  expect(await costOf(notice("a"))).toEqual({ calls: readClaimAndConfirm, writes: ["UPDATE", "UPDATE"] });
  const ids = Array.from({ length: 10 }, (_, index) => `b-${index}`);
  for (const id of ids) store.write(id);
  const { calls, writes } = await costOf(...ids.map(notice));
  expect([calls, writes.length]).toEqual([claimAndConfirm, 20]);
  expect(published("a")).toEqual(store.history("a"));
});

test("versions of one resource that arrive together cost no more than one", async () => {
  const { store, costOf, published } = await open();
  for (let version = 0; version < 8; version++) store.write("a", { isDeletion: version === 5 });
  const { calls, writes } = await costOf(notice("a"), notice("a"));
  expect([calls, writes.length]).toEqual([readClaimAndConfirm, 2]);
  expect(published("a")).toHaveLength(8);
});

test("a notice without news costs no write", async () => {
  const { store, costOf } = await open();
  for (let version = 0; version < 2; version++) store.write("a");
  await costOf(notice("a"));
  expect((await costOf(notice("a"), notice("nobody"))).calls).toEqual(["BatchGetItem"]);
});

test("a copy of the notice of a first version costs two refused writes and a read", async () => {
  const { store, costOf, published } = await open();
  store.write("a");
  await costOf(notice("a"));
  expect(await costOf(notice("a"))).toEqual({
    calls: [...claimAndConfirm, "BatchGetItem"],
    writes: ["INSERT", "UPDATE"],
  });
  expect(published("a")).toEqual(["1 created"]);
});

test("a version whose notices reach two invocations at once costs few more refused writes", async () => {
  const { store, publishVersions, writes, details } = await open();
  store.write("a");
  const outcomes = (await Promise.all([publishVersions([notice("a")]), publishVersions([notice("a")])])).flat();
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["done", "done"]);
  expect(details).toHaveLength(1);
  // Who finds a row asks for its claim once more; a resource that was published before costs one refused write.
  expect(writes.length).toBeLessThanOrEqual(4);
});

test("a published deletion that a history shows again is not read again", async () => {
  const { store, options, publishVersions, costOf, published } = await open();
  store.write("a");
  store.write("a", { isDeletion: true });
  const told = (versionId: number) => ({ ...notice("a"), origin: "cloudtrail" as const, versionId });
  await costOf(told(2));
  expect(published("a")).toEqual(["1 created", "2 deleted"]);
  const unread = { ...options.reader, read: () => expect.unreachable() };
  const reading = options.reader.read;
  Object.assign(options.reader, unread);
  expect((await costOf(told(2), told(1))).calls).toEqual(["BatchGetItem"]);
  Object.assign(options.reader, { read: reading });
  store.write("a");
  // Somebody who does not know which version it was has it read, whoever else is in the batch.
  expect(await publishVersions([told(2), notice("a")])).toMatchObject([{ outcome: "done" }, { outcome: "done" }]);
  expect(published("a")).toEqual(store.history("a"));
});

test("a resource whose claim is throttled throughout fails alone", async () => {
  const { store, options, now, published, pass } = publisherBench();
  const { client, table } = await ledgerTable();
  const send = async (command: object) => {
    if (!(command instanceof BatchExecuteStatementCommand)) return await client.send(command as never);
    const all = command.input.Statements ?? [];
    const isSlow = all.map(({ Parameters }) => (Parameters ?? []).some(({ S }) => S === "slow"));
    const Statements = all.filter((_, index) => !isSlow[index]);
    const done =
      Statements.length === 0 ? [] : (await client.send(new BatchExecuteStatementCommand({ Statements }))).Responses;
    const answers = [...(done ?? [])];
    return { Responses: isSlow.map(is => (is ? { Error: { Code: "ThrottlingError" } } : answers.shift())) };
  };
  const throttled = { send } as unknown as DynamoDBClient;
  const sleep = async (milliseconds: number) => pass(milliseconds);
  const ledger = dynamodbLedger({ table, client: throttled, now, sleep, random: () => 0.999 });
  for (const id of ["a", "slow", "b"]) store.write(id);
  const outcomes = await createVersionPublisher({ ...options, ledger })(["a", "slow", "b"].map(notice));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["done", "failed", "done"]);
  expect([published("a"), published("b")]).toEqual([store.history("a"), store.history("b")]);
});
