import type { BatchExecuteStatementCommand, BatchStatementResponse, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";
import { insertion } from "./conditional-statement.ts";
import { conditionalWrites } from "./conditional-writes.ts";

type Answer = (item: string, call: number) => BatchStatementResponse | Error;

/** DynamoDB that answers each statement, or fails the call; and what it was sent: the items of each call. */
function writesTo(answer: Answer) {
  const calls: string[][] = [];
  const pauses: number[] = [];
  const send = async ({ input }: BatchExecuteStatementCommand) => {
    const items = (input.Statements ?? []).map(({ Parameters }) => Parameters?.[0]?.S ?? "");
    calls.push(items);
    const answers = items.map(item => answer(item, calls.length));
    for (const one of answers) if (one instanceof Error) throw one;
    return { Responses: answers };
  };
  const write = conditionalWrites({
    client: { send } as unknown as DynamoDBClient,
    sleep: async milliseconds => void pauses.push(milliseconds),
    random: () => 1,
  });
  return { write: (item: string) => write(insertion("T", { pk: { S: item } }, {})), calls, pauses };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `i-${index}`);
const refusal = (Code: "DuplicateItem" | "ValidationError" | "ThrottlingError") => ({
  Error: { Code, Message: "a message that quotes Chalmers" },
});

test("sends the writes of one turn in calls of 25, and later writes in another", async () => {
  const { write, calls } = writesTo(() => ({}));
  await Promise.all([
    ...names(40).map(write),
    // Turns of promises are the same turn of the event loop.
    ...names(20).map(async name => {
      for (let turns = 0; turns < 5; turns++) await undefined;
      return await write(`late ${name}`);
    }),
  ]);
  expect(calls.map(({ length }) => length)).toEqual([25, 25, 10]);
  await write("another");
  expect(calls.slice(3)).toEqual([["another"]]);
});

test("reports the outcome of each write", async () => {
  const found = { pk: { S: "held" }, fence: { S: "f" } };
  const { write } = writesTo(item => {
    if (item === "held") return { Error: { Code: "ConditionalCheckFailed", Item: found } };
    if (item === "gone") return { Error: { Code: "ConditionalCheckFailed" } };
    return item === "there" ? refusal("DuplicateItem") : { TableName: "T" };
  });
  expect(await Promise.all(["new", "held", "gone", "there"].map(write))).toEqual([
    { written: true },
    { written: false, found },
    { written: false },
    { written: false },
  ]);
});

test("fails only a statement refused for another reason, and quotes nothing", async () => {
  const { write, calls } = writesTo(item => (item === "bad" ? refusal("ValidationError") : {}));
  const [good, bad] = await Promise.allSettled([write("good"), write("bad")]);
  expect(good).toMatchObject({ value: { written: true } });
  expect(bad).toMatchObject({ reason: { name: "ValidationError" } });
  expect(String((bad as PromiseRejectedResult).reason)).not.toContain("Chalmers");
  expect(calls).toHaveLength(1);
});

test.each(["InternalServerError", "ProvisionedThroughputExceeded", "RequestLimitExceeded", "ThrottlingError"] as const)(
  "writes again what met %s, and that alone",
  async Code => {
    const { write, calls, pauses } = writesTo((item, call) => (item === "slow" && call < 3 ? { Error: { Code } } : {}));
    expect(await Promise.all([write("fast"), write("slow")])).toEqual([{ written: true }, { written: true }]);
    expect(calls).toEqual([["fast", "slow"], ["slow"], ["slow"]]);
    expect(pauses).toEqual([50, 100]);
  },
);

test("gives up on persistent throttling, with DynamoDB's error name", async () => {
  const { write, calls } = writesTo(() => refusal("ThrottlingError"));
  await expect(write("slow")).rejects.toMatchObject({ name: "ThrottlingError" });
  expect(calls).toHaveLength(8);
});

test("retries a write that an answer leaves out, as its outcome is unknown", async () => {
  let calls = 0;
  const send = async () => ({ Responses: calls++ === 0 ? [{}] : [{}, {}].slice(0, 1) });
  const client = { send } as unknown as DynamoDBClient;
  const write = conditionalWrites({ client, sleep: async () => {} });
  const both = ["one", "other"].map(pk => write(insertion("T", { pk: { S: pk } }, {})));
  expect(await Promise.all(both)).toEqual([{ written: true }, { written: true }]);
  expect(calls).toBe(2);
});

test("fails all writes of a failed call, and none of another", async () => {
  const { write } = writesTo(item => (item === "i-30" ? new Error("The connection was reset.") : {}));
  const outcomes = await Promise.allSettled(names(40).map(write));
  expect(outcomes.map(({ status }) => status)).toEqual(names(40).map((_, at) => (at < 25 ? "fulfilled" : "rejected")));
});

test("makes the other writes of a call that DynamoDB refuses for one of them", async () => {
  const invalid = Object.assign(new Error("a message that quotes Chalmers"), { name: "ValidationException" });
  const { write, calls } = writesTo(item => (item === "bad" ? invalid : {}));
  const [one, bad, other] = await Promise.allSettled(["one", "bad", "other"].map(write));
  expect([one, other]).toMatchObject([{ value: { written: true } }, { value: { written: true } }]);
  expect(bad).toMatchObject({ reason: { name: "ValidationException" } });
  expect(calls).toEqual([["one", "bad", "other"], ["one"], ["bad"], ["other"]]);
});

test("writes an item once in a call, and tables apart", async () => {
  const { write, calls } = writesTo(() => ({}));
  await Promise.all(["one", "other", "one", "third", "one"].map(write));
  expect(calls).toEqual([["one", "other", "third"], ["one"], ["one"]]);
});
