import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import type { Cloud } from "../../cloud.ts";
import type { Store } from "../../kernel/store.ts";
import { MOST_IN_FLIGHT } from "./messages/receive.ts";
import { openQueues, urlOf } from "./queues-fixture.ts";

const QueueUrl = urlOf("work");

async function open(name = "work") {
  const opened = openQueues();
  await opened.sqs.send(
    new CreateQueueCommand({ QueueName: name, ...(name.endsWith(".fifo") && { Attributes: { FifoQueue: "true" } }) }),
  );
  return opened;
}

describe("a deleted name", () => {
  it("is free after 60 seconds (API_DeleteQueue)", async () => {
    const { sqs, clock, cloud } = await open();
    const create = () => sqs.send(new CreateQueueCommand({ QueueName: "work" }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    await clock.advance(59_999);
    await expect(create()).rejects.toMatchObject({
      name: "QueueDeletedRecently",
      Code: "AWS.SimpleQueueService.QueueDeletedRecently",
      message: "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    });
    await clock.advance(1);
    await expect(create()).resolves.toHaveProperty("QueueUrl");
    // A deployment would wait, and need not here.
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    expect(cloud.context.call("sqs", "CreateQueue", { QueueName: "work" })).toHaveProperty("QueueUrl");
  });
});

describe("the visibility of a message", () => {
  it("ends twelve hours after its receipt at the latest (sqs-visibility-timeout)", async () => {
    const { sqs, clock } = await open();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    const receive = async () =>
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0]?.ReceiptHandle ?? "";
    const change = (ReceiptHandle: string, VisibilityTimeout: number) =>
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    const first = await receive();
    await change(first, 43_200);
    await clock.advance(10_000);
    const refusal = {
      name: "InvalidParameterValue",
      message:
        "Value 43191 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
    };
    await expect(change(first, 43_191)).rejects.toMatchObject(refusal);
    const Entries = [{ Id: "a", ReceiptHandle: first, VisibilityTimeout: 43_191 }];
    const batch = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    expect(batch.Failed).toMatchObject([{ Id: "a", Code: refusal.name, Message: refusal.message }]);
    await change(first, 43_190);
    await change(first, 0);
    await change(await receive(), 43_200); // Another receipt, twelve hours more.
  });
});

describe("messages in flight", () => {
  it("of a standard queue are 120,000 at most, which a short poll is told (quotas-queues)", async () => {
    const { sqs, cloud, clock } = await open();
    fill(cloud.context.store, "work", clock.now() + 30_000);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    const receive = (WaitTimeSeconds: number) => sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds }));
    await expect(receive(0)).rejects.toMatchObject({ name: "OverLimit" });
    const polled = receive(20);
    await clock.advance(20_000);
    expect((await polled).Messages).toBeUndefined();
    await clock.advance(10_000);
    expect((await receive(0)).Messages).toHaveLength(1);
  });

  it("of a FIFO queue are as many, of which nobody is told", async () => {
    const { sqs, cloud, clock } = await open("line.fifo");
    fill(cloud.context.store, "line.fifo", clock.now() + 30_000);
    const line = { QueueUrl: urlOf("line.fifo") };
    const message = { ...line, MessageBody: "x", MessageGroupId: "g", MessageDeduplicationId: "1" };
    await sqs.send(new SendMessageCommand(message));
    expect((await sqs.send(new ReceiveMessageCommand(line))).Messages).toBeUndefined();
  });
});

/** Puts as many messages in flight as there may be. */
function fill(store: Store, queue: string, until: number): void {
  store
    .prepare(
      `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
       INSERT INTO sqs_messages (queue, message_id, body, md5, sender, sent_at, visible_at, receipt)
       SELECT ?, n, 'x', '', '', ?, ?, 'r' FROM number`,
    )
    .run(MOST_IN_FLIGHT, queue, until, until);
}

describe("a batch", () => {
  const entry = { Id: "a", MessageBody: "x" };
  const send = async (Entries: SendMessageBatchRequestEntry[]) =>
    (await open()).sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

  it.each<[SendMessageBatchRequestEntry[], string]>([
    [[], "EmptyBatchRequest"],
    [Array.from({ length: 11 }, (_, id) => ({ ...entry, Id: `${id}` })), "TooManyEntriesInBatchRequest"],
    [[entry, entry], "BatchEntryIdsNotDistinct"],
    [[{ ...entry, Id: "" }], "InvalidBatchEntryId"],
    [[{ ...entry, Id: "a.b" }], "InvalidBatchEntryId"],
    [[{ ...entry, Id: "a".repeat(81) }], "InvalidBatchEntryId"],
    [[entry, { Id: "b", MessageBody: "x".repeat(1_048_576) }], "BatchRequestTooLong"],
  ])("is refused whole (%#) with %s", async (entries, name) => {
    await expect(send(entries)).rejects.toMatchObject({ name });
  });

  it.each<[Partial<SendMessageBatchRequestEntry>, string]>([
    [{ MessageBody: "" }, "MissingParameter"],
    [{ MessageBody: undefined }, "MissingParameter"],
    [{ DelaySeconds: 901 }, "InvalidParameterValue"],
    [{ MessageGroupId: "a b" }, "InvalidParameterValue"],
    [{ MessageGroupId: "a".repeat(129) }, "InvalidParameterValue"],
    [{ MessageBody: "\u0001" }, "InvalidMessageContents"],
  ])("loses only the entry that is wrong: %.40j", async (wrong, Code) => {
    const { Successful, Failed } = await send([
      { ...entry, ...wrong },
      { ...entry, Id: "b" },
    ]);
    expect(Successful).toMatchObject([{ Id: "b" }]);
    expect(Failed).toMatchObject([{ Id: "a", Code, SenderFault: true }]);
  });
});

it("blames the sender for nulls in lists and maps", async () => {
  const { cloud } = await open();
  const set = await post(cloud, "SetQueueAttributes", { QueueUrl, Attributes: { VisibilityTimeout: null } });
  expect(set).toContain("The request must contain the parameter Attributes.");
  const nothing = await post(cloud, "SendMessageBatch", { QueueUrl, Entries: [null] });
  expect(nothing).toContain("The request must contain the parameter Entries.");
  const entries = [
    { Id: "a", MessageBody: "x", MessageAttributes: { kind: null } },
    { Id: "b", MessageBody: "x", MessageAttributes: null },
  ];
  expect(JSON.parse(await post(cloud, "SendMessageBatch", { QueueUrl, Entries: entries }))).toMatchObject({
    Successful: [{ Id: "b" }],
    Failed: [{ Id: "a", Code: "MissingParameter", SenderFault: true }],
  });
});

it.each<[string, object, string]>([
  ["SendMessage", { MessageBody: "" }, "The request must contain the parameter MessageBody."],
  ["SendMessage", { DelaySeconds: 901, MessageBody: "x" }, "Reason: DelaySeconds must be >= 0 and <= 900."],
  ["ReceiveMessage", { MaxNumberOfMessages: 0 }, "Must be between 1 and 10, if provided."],
  ["ReceiveMessage", { AttributeNames: ["Colour"] }, "Unknown Attribute Colour."],
  ["ChangeMessageVisibility", { ReceiptHandle: "x" }, "The request must contain the parameter VisibilityTimeout."],
  ["TagQueue", { Tags: { ["k".repeat(129)]: "" } }, "Tag keys must be between 1 and 128 characters in length."],
])("%s is checked before its queue is looked for, in either protocol", async (operation, input, message) => {
  const { cloud } = openQueues();
  const request = { QueueUrl: urlOf("none"), ...input };
  expect(await post(cloud, operation, request)).toContain(message);
  const query = await cloud.handle({
    ...{ method: "GET", path: "/", headers: {}, body: new Uint8Array() },
    query: new URLSearchParams({ Action: operation, Version: "2012-11-05", ...flat(request) }),
  });
  expect(String(query.body)).toContain(message.replaceAll(/[<>]/g, sign => `&#${sign.charCodeAt(0)};`));
});

/** Past the client, which leaves nulls out. */
async function post(cloud: Cloud, operation: string, input: object): Promise<string> {
  const { body } = await cloud.handle({
    ...{ method: "POST", path: "/", query: new URLSearchParams() },
    headers: { "x-amz-target": `AmazonSQS.${operation}` },
    body: Buffer.from(JSON.stringify(input)),
  });
  return String(body);
}

function flat(input: object): Record<string, string> {
  const entries = Object.entries(input).flatMap(([name, value]) => {
    if (name === "AttributeNames") return value.map((each: string, at: number) => [`AttributeName.${at + 1}`, each]);
    if (name !== "Tags") return [[name, String(value)]];
    return Object.entries(value).flatMap(([key, held], at) => [
      [`Tag.${at + 1}.Key`, key],
      [`Tag.${at + 1}.Value`, String(held)],
    ]);
  });
  return Object.fromEntries(entries);
}
