import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { clouds, createConsumer, createQueue, map, settle, start } from "./mapped-cloud-fixture.ts";

describe("a queue mapping", () => {
  const bodies = (event: unknown) => (event as SQSEvent).Records.map(record => record.body);

  it("passes messages to the function and deletes handled ones", async () => {
    const records: unknown[] = [];
    const setup = start(event => void records.push(...(event as SQSEvent).Records));
    await createConsumer(setup);
    const [QueueUrl, arn] = await createQueue(setup, "work");
    await map(setup, { EventSourceArn: arn });
    const { MD5OfMessageAttributes } = await setup.sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "hello",
        MessageAttributes: { kind: { DataType: "String", StringValue: "greeting" } },
      }),
    );
    await settle(setup);
    expect(records).toMatchObject([
      {
        body: "hello",
        eventSource: "aws:sqs",
        eventSourceARN: arn,
        awsRegion: "us-east-1",
        attributes: { ApproximateReceiveCount: "1" },
        messageAttributes: { kind: { dataType: "String", stringValue: "greeting" } },
        md5OfMessageAttributes: MD5OfMessageAttributes,
      },
    ]);
  });

  it("keeps messages reported as failed until they may be received again", async () => {
    const seen: string[] = [];
    const setup = start(event => {
      const failed = (event as SQSEvent).Records.filter(
        record => record.body === "bad" && record.attributes.ApproximateReceiveCount === "1",
      );
      seen.push(...bodies(event));
      return { batchItemFailures: failed.map(record => ({ itemIdentifier: record.messageId })) };
    });
    await createConsumer(setup);
    const [QueueUrl, arn] = await createQueue(setup, "work", { VisibilityTimeout: "30" });
    for (const MessageBody of ["good", "bad"]) await setup.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await map(setup, { EventSourceArn: arn, FunctionResponseTypes: ["ReportBatchItemFailures"] });
    await setup.clock.advance(29_000);
    expect(seen.toSorted()).toEqual(["bad", "good"]);
    await settle(setup);
    expect(seen.toSorted()).toEqual(["bad", "bad", "good"]);
  });

  it.each([
    ["Runtime.HandlerNotFound", "no function handler is exported"],
    ["Runtime.ImportModuleError", "there is no module consumer"],
    ["Runtime.UnhandledPromiseRejection", "a promise was rejected that nothing awaits,"],
    ["Runtime.ExitError", "it ended the process with exit status 0,"],
    ["Function.ResponseSizeTooLarge", "its answer is larger than 6 MB,"],
    ["Sandbox.Timedout", "its handler handler took longer than its timeout of 3 seconds,"],
    ["TypeError", "TypeError"],
    ["Chalmers", undefined],
  ])("reports a failure named %s in words of its own", async (name, reason) => {
    const setup = start(() => {
      throw Object.assign(new Error("Chalmers"), { name });
    });
    await createConsumer(setup);
    const [, deadArn] = await createQueue(setup, "dead");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 1 });
    const [QueueUrl, arn] = await createQueue(setup, "work", { RedrivePolicy });
    await map(setup, { EventSourceArn: arn });
    await setup.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "poison" }));
    await settle(setup);
    const failed = setup.activities.find(({ kind }) => kind === "lambda:failed");
    expect(failed?.reason).toBe(reason);
    expect(failed?.advice !== undefined).toBe(name.includes("."));
    expect(JSON.stringify(failed)).not.toContain("Chalmers");
  });

  it("leaves a message that always fails to the dead letters", async () => {
    const setup = start(() => {
      throw new Error("Cannot.");
    });
    await createConsumer(setup);
    const [dead, deadArn] = await createQueue(setup, "dead");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 2 });
    const [QueueUrl, arn] = await createQueue(setup, "work", { RedrivePolicy });
    await map(setup, { EventSourceArn: arn });
    await setup.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "poison" }));
    await settle(setup);
    const { Messages } = await setup.sqs.send(new ReceiveMessageCommand({ QueueUrl: dead }));
    expect(Messages?.map(message => message.Body)).toEqual(["poison"]);
    const errored = setup.activities.filter(({ kind }) => kind === "lambda:failed");
    expect(errored.map(({ reason }) => reason)).toEqual(["Error", "Error"]);
  });

  it("deletes messages that no filter matches", async () => {
    const seen: string[] = [];
    const setup = start(event => void seen.push(...bodies(event)));
    await createConsumer(setup);
    const [QueueUrl, arn] = await createQueue(setup, "work");
    const Pattern = JSON.stringify({ body: { kind: ["wanted"] } });
    await map(setup, { EventSourceArn: arn, FilterCriteria: { Filters: [{ Pattern }] } });
    for (const MessageBody of ['{"kind":"other"}', "no JSON", '{"kind":"wanted"}'])
      await setup.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await settle(setup);
    expect(seen).toEqual(['{"kind":"wanted"}']);
  });

  it("waits for a batch to fill, as long as its window", async () => {
    const batches: string[][] = [];
    const setup = start(event => void batches.push(bodies(event)));
    await createConsumer(setup);
    const [QueueUrl, arn] = await createQueue(setup, "work");
    await map(setup, { EventSourceArn: arn, BatchSize: 100, MaximumBatchingWindowInSeconds: 5 });
    await setup.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "a" }));
    await setup.clock.advance(4_000);
    expect(batches).toEqual([]);
    await setup.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "b" }));
    await settle(setup);
    expect(batches).toEqual([["a", "b"]]);
    for (let n = 0; n < 250; n++) await setup.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: String(n) }));
    await settle(setup);
    expect(batches.slice(1).map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it("gives the function no more than an invocation can carry", async () => {
    const batches: number[] = [];
    const setup = start(event => void batches.push(bodies(event).length));
    await createConsumer(setup);
    const [QueueUrl, arn] = await createQueue(setup, "work");
    for (let n = 0; n < 8; n++)
      await setup.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: String(n).repeat(1024 * 1024) }));
    await map(setup, { EventSourceArn: arn });
    await settle(setup);
    expect(batches).toEqual([5, 3]);
    expect(setup.activities.filter(({ kind }) => kind === "lambda:failed")).toEqual([]);
  });

  it("gives the function nothing that is behind a failed message of its group, also where a batch is split", async () => {
    const batches: string[] = [];
    const setup = start(event => {
      batches.push(
        bodies(event)
          .map(body => body.slice(0, 2))
          .join(" "),
      );
      if (batches.length === 1) throw new Error("Cannot.");
    });
    await createConsumer(setup);
    const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };
    const [QueueUrl, arn] = await createQueue(setup, "line.fifo", fifo);
    for (const body of ["a1", "a2", "a3", "a4", "a5", "a6", "b1"])
      await setup.sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody: body.repeat(512 * 1024), MessageGroupId: body.charAt(0) }),
      );
    await map(setup, { EventSourceArn: arn });
    await settle(setup);
    expect(batches).toEqual(["a1 a2 a3 a4 a5", "b1", "a1 a2 a3 a4 a5", "a6"]);
  });

  it("hands a message out again when its function's timeout has passed after the process that held it died", async () => {
    const storage = mkdtempSync(join(tmpdir(), "queue-mapping-"));
    try {
      const first = start(() => new Promise(() => {}), { storage });
      await createConsumer(first);
      const [QueueUrl, arn] = await createQueue(first, "work", { VisibilityTimeout: "3600" });
      await map(first, { EventSourceArn: arn });
      await first.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "held" }));
      await first.clock.advance(0);
      await clouds.pop()?.stop();
      const seen: string[] = [];
      const second = start(event => void seen.push(...bodies(event)), { storage });
      await second.clock.advance(2_900);
      expect(seen).toEqual([]);
      await second.clock.advance(200); // The function's timeout is 3 s.
      expect(seen).toEqual(["held"]);
      await clouds.pop()?.stop();
    } finally {
      rmSync(storage, { recursive: true, force: true });
    }
  });
});
