import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import type { Faults } from "../../kernel/service.ts";
import { countMessages } from "./queue.ts";
import { arnOf, openQueues, urlOf } from "./queues-fixture.ts";

const QueueUrl = urlOf("work");
const ARN = arnOf("work");
async function openWithQueue(attributes: Record<string, string> = {}, faults: Faults = {}) {
  const opened = openQueues({ faults });
  await opened.sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes: attributes }));
  const receive = async (options: object = {}) =>
    (await opened.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...options }))).Messages ??
    [];
  return { ...opened, receive };
}

describe("messages of a standard queue", () => {
  it("arrive with body, attributes and their digests, which the SDK checks", async () => {
    const { sqs, receive } = await openWithQueue();
    const MessageAttributes = {
      kind: { DataType: "String", StringValue: "greeting" },
      "weight.kg": { DataType: "Number.float", StringValue: "1.5" },
      raw: { DataType: "Binary", BinaryValue: Uint8Array.of(1, 2, 255) },
    };
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "hello, Zoë", MessageAttributes }));
    const [message] = await receive({ MessageAttributeNames: ["All"], MessageSystemAttributeNames: ["All"] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: "hello, Zoë",
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: { ApproximateReceiveCount: "1", SenderId: "test" },
    });
    expect(message?.MessageAttributes?.raw?.BinaryValue).toEqual(Uint8Array.of(1, 2, 255));
  });

  it("have the attribute digest that the documented algorithm gives", async () => {
    const { sqs } = await openWithQueue();
    const MessageAttributes = { a: { DataType: "String", StringValue: "b" } };
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageAttributes }));
    const { createHash } = await import("node:crypto");
    const bytes = Buffer.from("\0\0\0\x01a\0\0\0\x06String\x01\0\0\0\x01b", "latin1");
    expect(sent.MD5OfMessageAttributes).toBe(createHash("md5").update(bytes).digest("hex"));
  });

  it("show only the attributes asked for", async () => {
    const { sqs, receive } = await openWithQueue();
    const value = { DataType: "String", StringValue: "x" };
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "x",
        MessageAttributes: { "a.one": value, "a.two": value, b: value },
      }),
    );
    // `*` and a prefix without its dot, as LocalStack recorded of AWS.
    for (const [wanted, names] of [
      ["*", ["a.one", "a.two", "b"]],
      [".*", ["a.one", "a.two", "b"]],
      ["a.o.*", ["a.one"]],
      ["c.*", []],
    ] as const) {
      const [selected] = await receive({ MessageAttributeNames: [wanted], VisibilityTimeout: 0 });
      expect(Object.keys(selected?.MessageAttributes ?? {}).sort()).toEqual(names);
    }
    const [message] = await receive({ MessageAttributeNames: ["a.*"], VisibilityTimeout: 0 });
    expect(Object.keys(message?.MessageAttributes ?? {}).sort()).toEqual(["a.one", "a.two"]);
    expect(message?.Attributes).toBeUndefined();
    expect((await receive())[0]?.MessageAttributes).toBeUndefined();
  });

  it("are hidden while in flight, come back after the visibility timeout and count their receipts", async () => {
    const { sqs, clock, receive } = await openWithQueue({ VisibilityTimeout: "30" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "once" }));
    expect(await receive()).toHaveLength(1);
    expect(await receive()).toHaveLength(0);
    await clock.advance(29_999);
    expect(await receive()).toHaveLength(0);
    await clock.advance(1);
    const [again] = await receive({ MessageSystemAttributeNames: ["ApproximateReceiveCount"] });
    expect(again?.Attributes).toEqual({ ApproximateReceiveCount: "2" });
  });

  it("are deleted by their newest receipt handle only", async () => {
    const { cloud, sqs, clock, receive } = await openWithQueue({ VisibilityTimeout: "1" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "once" }));
    const [first] = await receive();
    await clock.advance(1000);
    const [second] = await receive();
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(countMessages(cloud.context, ARN).inFlight).toBe(1);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    expect(countMessages(cloud.context, ARN)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it("become receivable at once when their visibility timeout is set to zero, and no longer in flight then", async () => {
    const { sqs, receive } = await openWithQueue();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "once" }));
    const ReceiptHandle = (await receive())[0]?.ReceiptHandle;
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    await expect(
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 5 })),
    ).rejects.toMatchObject({ name: "MessageNotInflight" });
    expect(await receive()).toHaveLength(1);
  });

  it("may have their visibility changed after it ended, by an older receipt too (recorded by LocalStack)", async () => {
    const { sqs, clock, receive } = await openWithQueue({ VisibilityTimeout: "1" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "late" }));
    const [first] = await receive();
    const change = (VisibilityTimeout: number) =>
      sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout }),
      );
    await clock.advance(1000);
    await change(2);
    expect(await receive()).toEqual([]);
    await clock.advance(2000);
    expect(await receive()).toHaveLength(1);
    await change(5);
    await clock.advance(4000);
    expect(await receive()).toEqual([]);
  });

  it("carry the trace of the request that sent them, unless they name their own (sqs-tracing)", async () => {
    const { sqs, receive } = await openWithQueue();
    sqs.middlewareStack.add(
      next => args => {
        Object.assign((args.request as { headers: object }).headers, { "X-Amzn-Trace-Id": "Root=1-5759e988" });
        return next(args);
      },
      { step: "build", name: "trace" },
    );
    const own = { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-own" } };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "a" }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "b", MessageSystemAttributes: own }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "c", MessageBody: "c" }] }));
    const messages = await receive({ MessageSystemAttributeNames: ["AWSTraceHeader"] });
    expect(messages.map(({ Attributes }) => Attributes?.AWSTraceHeader)).toEqual([
      "Root=1-5759e988",
      "Root=1-own",
      "Root=1-5759e988",
    ]);
  });

  it("wait for their delay", async () => {
    const { cloud, sqs, clock, receive } = await openWithQueue({ DelaySeconds: "5" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "queue's delay" }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "own delay", DelaySeconds: 10 }));
    expect(countMessages(cloud.context, ARN)).toEqual({ visible: 0, inFlight: 0, delayed: 2 });
    await clock.advance(5000);
    expect((await receive()).map(message => message.Body)).toEqual(["queue's delay"]);
    await clock.advance(5000);
    expect((await receive()).map(message => message.Body)).toEqual(["own delay"]);
  });

  it("expire at the end of the retention period", async () => {
    const { sqs, clock, receive } = await openWithQueue({ MessageRetentionPeriod: "60" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "old" }));
    const count = async () =>
      (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] })))
        .Attributes?.ApproximateNumberOfMessages;
    expect(await count()).toBe("1");
    await clock.advance(60_000);
    expect(await count()).toBe("0");
    expect(await receive()).toEqual([]);
  });

  it("are gone after a purge, which is refused within a minute of the last", async () => {
    const { sqs, receive } = await openWithQueue();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await receive()).toEqual([]);
    await expect(sqs.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({ name: "PurgeQueueInProgress" });
  });

  it("refuses bodies that are empty, too long or not text", async () => {
    const { sqs } = await openWithQueue({ MaximumMessageSize: "1024" });
    const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await expect(send("")).rejects.toMatchObject({ name: "MissingParameter" });
    await expect(send("é".repeat(513))).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(send("bell \u0007")).rejects.toMatchObject({ name: "InvalidMessageContents" });
    await expect(send("é".repeat(512))).resolves.toHaveProperty("MessageId");
  });
});

describe("long polling", () => {
  it("answers as soon as a message is sent", async () => {
    const { sqs, receive } = await openWithQueue();
    const waiting = receive({ WaitTimeSeconds: 20 });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "late" }));
    expect((await waiting).map(message => message.Body)).toEqual(["late"]);
  });

  it("answers as soon as a visibility timeout ends", async () => {
    const { sqs, clock, receive } = await openWithQueue({ VisibilityTimeout: "3" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "again" }));
    await receive();
    const waiting = receive({ WaitTimeSeconds: 20 });
    await clock.advance(3000);
    expect((await waiting).map(message => message.Body)).toEqual(["again"]);
  });

  it("answers with nothing when its time is over", async () => {
    const { clock, receive } = await openWithQueue({ ReceiveMessageWaitTimeSeconds: "4" });
    const waiting = receive();
    await clock.advance(4000);
    expect(await waiting).toEqual([]);
  });

  it("answers with nothing when the cloud stops", async () => {
    const { clock, receive, stop } = await openWithQueue();
    const waiting = receive({ WaitTimeSeconds: 20 });
    await clock.advance(1);
    await stop();
    expect(await waiting).toEqual([]);
  });
});

describe("batches", () => {
  it("leave an empty list out of the answer, so that `if (result.Failed)` works", async () => {
    const { sqs } = await openWithQueue();
    const all = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", MessageBody: "1" }] }));
    const none = await sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", ReceiptHandle: "nonsense" }] }),
    );
    expect([all.Failed, none.Successful]).toEqual([undefined, undefined]);
  });

  it("fail entry by entry", async () => {
    const { sqs, receive } = await openWithQueue(
      {},
      {
        entry: (_service, _operation, entry) =>
          (entry as { Id: string }).Id === "b" ? { code: "InternalError", message: "no" } : undefined,
      },
    );
    const { Successful, Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "a", MessageBody: "1" },
          { Id: "b", MessageBody: "2" },
          { Id: "c", MessageBody: "\u0001" },
        ],
      }),
    );
    expect(Successful?.map(entry => entry.Id)).toEqual(["a"]);
    expect(Failed?.map(entry => [entry.Id, entry.Code, entry.SenderFault])).toEqual([
      ["b", "InternalError", false],
      ["c", "InvalidMessageContents", true],
    ]);
    const messages = await receive();
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "good", ReceiptHandle: messages[0]?.ReceiptHandle },
          { Id: "bad", ReceiptHandle: "nonsense" },
        ],
      }),
    );
    expect(deleted.Successful?.map(entry => entry.Id)).toEqual(["good"]);
    expect(deleted.Failed?.map(entry => entry.Code)).toEqual(["ReceiptHandleIsInvalid"]);
  });

  it.each([
    ["EmptyBatchRequest", []],
    ["TooManyEntriesInBatchRequest", Array.from({ length: 11 }, (_, id) => ({ Id: `${id}`, MessageBody: "x" }))],
    [
      "BatchEntryIdsNotDistinct",
      [
        { Id: "a", MessageBody: "x" },
        { Id: "a", MessageBody: "y" },
      ],
    ],
    ["InvalidBatchEntryId", [{ Id: "not an id", MessageBody: "x" }]],
    [
      "BatchRequestTooLong",
      [
        { Id: "a", MessageBody: "x".repeat(600_000) },
        { Id: "b", MessageBody: "x".repeat(600_000) },
      ],
    ],
  ])("are refused as a whole: %s", async (name, Entries) => {
    const { sqs } = await openWithQueue();
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({ name });
  });
});
