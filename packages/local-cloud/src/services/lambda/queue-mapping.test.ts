import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { createConsumer, createQueue, map, settle, start } from "./fixtures/mapped-cloud.ts";

describe("a queue mapping", () => {
  const bodies = (event: unknown) => (event as SQSEvent).Records.map(record => record.body);

  it("hands messages to the function and deletes what is done", async () => {
    const records: unknown[] = [];
    const setup = start(event => void records.push(...(event as SQSEvent).Records));
    await createConsumer(setup);
    const [QueueUrl, arn] = await createQueue(setup, "work");
    await map(setup, { EventSourceArn: arn });
    await setup.sqs.send(
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
      },
    ]);
  });

  it("keeps what the function reports as failed until it may be received again", async () => {
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
});
