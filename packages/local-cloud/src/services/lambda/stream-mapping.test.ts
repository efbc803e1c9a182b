import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteEventSourceMappingCommand, UpdateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  createConsumer,
  createQueue,
  createStream,
  idsOf,
  map,
  put,
  sequenceOf,
  settle,
  start,
} from "./mapped-cloud-fixture.ts";

describe("a stream mapping", () => {
  it("hands every record to the function, in order and in batches", async () => {
    const batches: unknown[][] = [];
    const setup = start(event => void batches.push(idsOf(event)));
    await createConsumer(setup);
    const stream = await createStream(setup);
    await put(setup, ["a", "b", "c", "d", "e"]);
    await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON", BatchSize: 2 });
    await settle(setup);
    expect(batches).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    await put(setup, ["f"]);
    await settle(setup);
    expect(batches.at(-1)).toEqual(["f"]);
  });

  it("starts with the next record at LATEST", async () => {
    const seen: unknown[] = [];
    const setup = start(event => void seen.push(...idsOf(event)));
    await createConsumer(setup);
    const stream = await createStream(setup);
    await put(setup, ["old"]);
    await map(setup, { EventSourceArn: stream, StartingPosition: "LATEST" });
    await put(setup, ["new"]);
    await settle(setup);
    expect(seen).toEqual(["new"]);
  });

  it("waits for a batch to fill, as long as its window", async () => {
    const batches: unknown[][] = [];
    const setup = start(event => void batches.push(idsOf(event)));
    await createConsumer(setup);
    const stream = await createStream(setup);
    await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON", MaximumBatchingWindowInSeconds: 5 });
    await put(setup, ["a"]);
    await setup.clock.advance(4_900);
    expect(batches).toEqual([]);
    await put(setup, ["b"]);
    await setup.clock.advance(200);
    expect(batches).toEqual([["a", "b"]]);
  });

  it("skips records that no filter matches", async () => {
    const seen: unknown[] = [];
    const setup = start(event => void seen.push(...idsOf(event)));
    await createConsumer(setup);
    const stream = await createStream(setup);
    const Pattern = JSON.stringify({ dynamodb: { Keys: { pk: { S: [{ prefix: "wanted" }] } } } });
    await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      FilterCriteria: { Filters: [{ Pattern }] },
    });
    await put(setup, ["x", "wanted-1", "y", "wanted-2", "z"]);
    await settle(setup);
    expect(seen).toEqual(["wanted-1", "wanted-2"]);
  });

  it("retries from the lowest record that the function reports as failed", async () => {
    const batches: unknown[][] = [];
    let broken = true;
    const setup = start(event => {
      batches.push(idsOf(event));
      const failed = broken ? sequenceOf(event, "c") : undefined;
      if (batches.length === 2) broken = false;
      return { batchItemFailures: failed ? [{ itemIdentifier: failed }] : [] };
    });
    await createConsumer(setup);
    const stream = await createStream(setup);
    await put(setup, ["a", "b", "c", "d"]);
    await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    await settle(setup);
    expect(batches).toEqual([
      ["a", "b", "c", "d"],
      ["c", "d"],
      ["c", "d"],
    ]);
  });

  it("says once what is wrong with an answer that is no batch response, and quotes nothing of it", async () => {
    const told = vi.spyOn(console, "error").mockImplementation(() => {});
    onTestFinished(() => told.mockRestore());
    const setup = start(() => "Chalmers");
    await createConsumer(setup);
    const { UUID } = await map(setup, {
      EventSourceArn: await createStream(setup),
      StartingPosition: "TRIM_HORIZON",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      MaximumRetryAttempts: 3,
    });
    await put(setup, ["a"]);
    await settle(setup);
    expect(told.mock.calls).toEqual([
      [expect.stringMatching(`function:consumer answers its event source mapping ${UUID} .*: it is a string.`)],
    ]);
    expect(String(told.mock.calls)).not.toContain("Chalmers");
  });

  it("isolates a poison record, reports its place to the failure queue, and continues", async () => {
    const applied: unknown[] = [];
    const setup = start(event => {
      const ids = idsOf(event);
      if (ids.includes("poison")) throw new Error("Cannot.");
      applied.push(...ids);
    });
    await createConsumer(setup);
    const stream = await createStream(setup);
    const [url, arn] = await createQueue(setup, "failures");
    await put(setup, ["a", "b", "c", "poison", "d", "e"]);
    await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: arn } },
    });
    await settle(setup);
    expect(applied).toEqual(["a", "b", "c", "d", "e"]);
    const { Messages } = await setup.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    expect(Messages).toHaveLength(1);
    expect(JSON.parse(Messages?.[0]?.Body ?? "")).toMatchObject({
      requestContext: {
        functionArn: "arn:aws:lambda:us-east-1:000000000000:function:consumer",
        condition: "RetryAttemptsExhausted",
        approximateInvokeCount: 3,
      },
      responseContext: { functionError: "Unhandled" },
      // The moment of an arrival has no milliseconds: services-dynamodb-errors.
      DDBStreamBatchInfo: { batchSize: 1, streamArn: stream, approximateArrivalOfFirstRecord: "2026-01-01T00:00:00Z" },
    });
  });

  it("gives up records that grow older than it allows", async () => {
    const setup = start(() => {
      throw new Error("Never.");
    });
    await createConsumer(setup);
    const stream = await createStream(setup);
    const [url, arn] = await createQueue(setup, "failures");
    await put(setup, ["a", "b"]);
    await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      MaximumRecordAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: arn } },
    });
    await settle(setup);
    const { Messages } = await setup.sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(JSON.parse(Messages?.[0]?.Body ?? "")).toMatchObject({
      requestContext: { condition: "RecordAgeExceeded" },
      DDBStreamBatchInfo: { batchSize: 2 },
    });
  });

  it("keeps the order of each key when it reads in parallel", async () => {
    const seen: string[] = [];
    const setup = start(event => {
      for (const record of (event as DynamoDBStreamEvent).Records)
        seen.push(`${record.dynamodb?.Keys?.pk?.S}${record.dynamodb?.NewImage?.n?.N}`);
    });
    await createConsumer(setup);
    const stream = await createStream(setup);
    await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      ParallelizationFactor: 4,
      BatchSize: 2,
    });
    for (let n = 0; n < 20; n++)
      for (const id of ["a", "b", "c"])
        await setup.dynamodb.send(
          new PutItemCommand({ TableName: "items", Item: { pk: { S: id }, n: { N: String(n) } } }),
        );
    await settle(setup);
    expect(seen).toHaveLength(60);
    for (const id of ["a", "b", "c"])
      expect(seen.filter(text => text.startsWith(id))).toEqual(Array.from({ length: 20 }, (_, n) => `${id}${n}`));
  });

  it("stops while disabled and continues where it stopped", async () => {
    const seen: unknown[] = [];
    const setup = start(event => void seen.push(...idsOf(event)));
    await createConsumer(setup);
    const stream = await createStream(setup);
    const { UUID } = await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON" });
    await put(setup, ["a"]);
    await settle(setup);
    await setup.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await put(setup, ["b"]);
    await settle(setup);
    expect(seen).toEqual(["a"]);
    await setup.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await settle(setup);
    expect(seen).toEqual(["a", "b"]);
    await setup.lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    await put(setup, ["c"]);
    await settle(setup);
    expect(seen).toEqual(["a", "b"]);
  });

  it("counts what it does", async () => {
    const setup = start(() => null);
    await createConsumer(setup);
    const stream = await createStream(setup);
    await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON" });
    await put(setup, ["a", "b"]);
    await settle(setup);
    const total = (kind: string) =>
      setup.activities.filter(activity => activity.kind === kind).reduce((sum, { count }) => sum + count, 0);
    expect([total("mapping:read"), total("mapping:done"), total("mapping:discarded")]).toEqual([2, 2, 0]);
  });
});
