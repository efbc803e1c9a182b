import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
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
    await sqs.send(new SendMessageCommand({ QueueUrl: `${QueueUrl}/`, MessageBody: "a" }));
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
      KmsDataKeyReusePeriodSeconds: "300",
      SqsManagedSseEnabled: "false",
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
});
