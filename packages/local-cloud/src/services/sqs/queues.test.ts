import {
  AddPermissionCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { inProcess } from "../../drivers/in-process.ts";
import { openQueues } from "./queues-fixture.ts";

describe("queues", () => {
  it("have a URL that leads back to where the request came in", async () => {
    const { sqs } = openQueues();
    const QueueUrl = "http://cloud:4566/000000000000/work";
    expect((await sqs.send(new CreateQueueCommand({ QueueName: "work" }))).QueueUrl).toBe(QueueUrl);
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: "work" }))).QueueUrl).toBe(QueueUrl);
  });

  it("have a URL on this machine also for clients in process that were given no endpoint", async () => {
    const { cloud } = openQueues();
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const sqs = new SQSClient({ region: "us-east-1", credentials, requestHandler: inProcess(cloud) });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "work" }));
    expect(QueueUrl).toBe("http://localhost:4566/000000000000/work");
    await expect(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "a" }))).resolves.toHaveProperty("MessageId");
  });

  it("can be made again with the same attributes only", async () => {
    const { sqs } = openQueues();
    const create = (Attributes: Record<string, string>) =>
      sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes }));
    await create({ DelaySeconds: "5" });
    await expect(create({ DelaySeconds: "5", VisibilityTimeout: "30" })).resolves.toHaveProperty("QueueUrl");
    await expect(create({ DelaySeconds: "6" })).rejects.toMatchObject({ name: "QueueNameExists" });
  });

  it("keep their settings as given and show AWS's defaults for the rest", async () => {
    const { sqs } = openQueues();
    const Policy = '{"Version":"2012-10-17","Statement":[]}';
    const Attributes = { KmsMasterKeyId: "alias/key", Policy };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes }));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "7" } }));
    const all = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    expect(all.Attributes).toEqual({
      KmsMasterKeyId: "alias/key",
      Policy,
      VisibilityTimeout: "7",
      DelaySeconds: "0",
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      ReceiveMessageWaitTimeSeconds: "0",
      QueueArn: "arn:aws:sqs:us-east-1:000000000000:work",
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      CreatedTimestamp: "1767225600",
      LastModifiedTimestamp: "1767225600",
    });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: "" } }));
    const one = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }));
    expect(one.Attributes).toBeUndefined();
  });

  it.each([
    [{ Colour: "red" }, "InvalidAttributeName"],
    [{ VisibilityTimeout: "-1" }, "InvalidAttributeValue"],
    [{ VisibilityTimeout: "43201" }, "InvalidAttributeValue"],
    [{ RedrivePolicy: "{" }, "InvalidAttributeValue"],
    [{ ContentBasedDeduplication: "true" }, "InvalidAttributeName"],
  ])("refuse attributes that AWS refuses: %j", async (Attributes: Record<string, string>, name) => {
    const { sqs } = openQueues();
    await expect(sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes }))).rejects.toMatchObject({ name });
  });

  it("are FIFO by a flag in any case, shown in lower case", async () => {
    const { sqs } = openQueues();
    const Attributes = { FifoQueue: "True", ContentBasedDeduplication: "TRUE" };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "any.fifo", Attributes }));
    const shown = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["FifoQueue", "ContentBasedDeduplication"] }),
    );
    expect(shown.Attributes).toEqual({ FifoQueue: "true", ContentBasedDeduplication: "true" });
  });

  it.each(["", "with space", "x".repeat(81), "work.fifo"])("refuse the name %j", async QueueName => {
    const { sqs } = openQueues();
    await expect(sqs.send(new CreateQueueCommand({ QueueName }))).rejects.toThrow();
  });

  it("are listed by prefix and page", async () => {
    const { sqs } = openQueues();
    for (const QueueName of ["a1", "a2", "a3", "b"]) await sqs.send(new CreateQueueCommand({ QueueName }));
    const first = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "a", MaxResults: 2 }));
    const { NextToken } = first;
    const rest = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: "a", MaxResults: 2, NextToken }));
    const names = [...(first.QueueUrls ?? []), ...(rest.QueueUrls ?? [])].map(url => url.split("/").at(-1));
    expect(names).toEqual(["a1", "a2", "a3"]);
    expect(rest.NextToken).toBeUndefined();
  });

  it("carry tags", async () => {
    const { sqs } = openQueues();
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "work", tags: { a: "1", b: "2" } }));
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { b: "3", c: "4" } }));
    await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["a"] }));
    expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ b: "3", c: "4" });
  });

  it("that do not exist are refused with the error that SDKs know", async () => {
    const { sqs } = openQueues();
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "work" }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    const send = sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    await expect(send).rejects.toMatchObject({
      name: "QueueDoesNotExist",
      Code: "AWS.SimpleQueueService.NonExistentQueue",
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("refuse operations that the local cloud does not have, by name", async () => {
    const { sqs } = openQueues();
    const add = sqs.send(
      new AddPermissionCommand({ QueueUrl: "http://x/work", Label: "l", AWSAccountIds: ["1"], Actions: ["*"] }),
    );
    await expect(add).rejects.toThrow("does not support SQS AddPermission");
  });
});

describe("a FIFO queue", () => {
  const QueueUrl = "http://cloud:4566/000000000000/work.fifo";

  async function openFifo(Attributes: Record<string, string> = { ContentBasedDeduplication: "true" }) {
    const { sqs, clock } = openQueues();
    await sqs.send(
      new CreateQueueCommand({ QueueName: "work.fifo", Attributes: { FifoQueue: "true", ...Attributes } }),
    );
    return {
      sqs,
      clock,
      send: (MessageGroupId: string, MessageBody: string, MessageDeduplicationId?: string) =>
        sqs.send(new SendMessageCommand({ QueueUrl, MessageGroupId, MessageBody, MessageDeduplicationId })),
      receive: async (MaxNumberOfMessages = 10) =>
        (
          await sqs.send(
            new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages, MessageSystemAttributeNames: ["All"] }),
          )
        ).Messages ?? [],
    };
  }

  it("gives messages of a group in order, and none while an earlier one is in flight", async () => {
    const { sqs, send, receive } = await openFifo();
    for (const body of ["a1", "a2", "b1"]) await send(body.charAt(0), body);
    const [first] = await receive(1);
    expect(first?.Body).toBe("a1");
    expect((await receive()).map(message => message.Body)).toEqual(["b1"]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect((await receive()).map(message => message.Body)).toEqual(["a2"]);
  });

  it("numbers messages upwards", async () => {
    const { send } = await openFifo();
    const one = await send("a", "1");
    const two = await send("b", "2");
    expect(BigInt(two.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(one.SequenceNumber ?? 0));
  });

  it("accepts a repeated message once within five minutes, and again after that", async () => {
    const { send, receive, clock } = await openFifo();
    const first = await send("a", "same");
    expect((await send("a", "same")).MessageId).toBe(first.MessageId);
    expect((await send("a", "other", "own id")).MessageId).not.toBe(first.MessageId);
    await clock.advance(5 * 60_000);
    await send("a", "same");
    expect((await receive()).map(message => message.Body)).toEqual(["same", "other", "same"]);
  });

  it("refuses a message without a group or something to deduplicate by", async () => {
    const { send, sqs } = await openFifo({});
    await expect(send("a", "x")).rejects.toMatchObject({ name: "InvalidParameterValue" });
    const ungrouped = new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageDeduplicationId: "1" });
    await expect(sqs.send(ungrouped)).rejects.toMatchObject({ name: "MissingParameter" });
  });
});
