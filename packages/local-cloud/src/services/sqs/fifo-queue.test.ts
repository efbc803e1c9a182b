import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { openQueues } from "./queues-fixture.ts";

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
      receive: async (MaxNumberOfMessages = 10, more: object = {}) => {
        const input = { QueueUrl, MaxNumberOfMessages, MessageSystemAttributeNames: ["All" as const], ...more };
        return (await sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
      },
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
    expect((await send("a", "other", "own-id")).MessageId).not.toBe(first.MessageId);
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

  const bodies = (messages: readonly { Body?: string | undefined }[]) => messages.map(({ Body }) => Body);

  it("gives as many messages of one group as it can before those of the next, as LocalStack recorded of AWS", async () => {
    const { send, receive } = await openFifo();
    for (const body of ["g1-m1", "g2-m1", "g1-m2", "g3-m1", "g1-m3", "g2-m2"]) await send(body.slice(0, 2), body);
    const all = ["g1-m1", "g1-m2", "g1-m3", "g2-m1", "g2-m2", "g3-m1"];
    expect(bodies(await receive(10, { VisibilityTimeout: 0 }))).toEqual(all);
    expect(bodies(await receive(4))).toEqual(all.slice(0, 4));
    expect(bodies(await receive())).toEqual(["g3-m1"]);
  });

  it("holds back what is behind a message in flight, and gives what is before it", async () => {
    const { sqs, send, receive } = await openFifo();
    for (const body of ["a1", "a2", "a3"]) await send("a", body);
    const [first, second] = await receive(2);
    const again = { QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 };
    await sqs.send(new ChangeMessageVisibilityCommand(again));
    expect(bodies(await receive())).toEqual(["a1"]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
    expect(bodies(await receive())).toEqual([]);
  });

  it("delays by its own setting, also a message that asks for none (recorded by LocalStack)", async () => {
    const { sqs, receive, clock } = await openFifo({ ContentBasedDeduplication: "true", DelaySeconds: "2" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageGroupId: "a", MessageBody: "x", DelaySeconds: 0 }));
    expect(await receive()).toEqual([]);
    await clock.advance(2000);
    expect(bodies(await receive())).toEqual(["x"]);
    const delayed = new SendMessageCommand({ QueueUrl, MessageGroupId: "a", MessageBody: "y", DelaySeconds: 1 });
    await expect(sqs.send(delayed)).rejects.toThrow(
      "Value 1 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
    );
  });

  it("forgets deduplication ids with a purge (recorded by LocalStack)", async () => {
    const { sqs, send, receive } = await openFifo();
    const before = await send("a", "same");
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect((await send("a", "same")).MessageId).not.toBe(before.MessageId);
    expect(await receive()).toHaveLength(1);
  });

  it("refuses a whole batch for one entry without its ids (recorded by LocalStack)", async () => {
    const { sqs, receive } = await openFifo({});
    const good = { Id: "a", MessageBody: "a", MessageGroupId: "g", MessageDeduplicationId: "1" };
    const batch = (...Entries: object[]) =>
      sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [good, ...Entries] as (typeof good)[] }));
    await expect(batch({ ...good, Id: "b", MessageGroupId: undefined })).rejects.toMatchObject({
      name: "MissingParameter",
      message: "The request must contain the parameter MessageGroupId.",
    });
    await expect(batch({ ...good, Id: "b", MessageDeduplicationId: undefined })).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
    expect(await receive()).toEqual([]);
    // An id of a wrong form fails its entry alone.
    const { Failed } = await batch({ ...good, Id: "b", MessageDeduplicationId: "with space" });
    expect(Failed).toMatchObject([{ Id: "b", Code: "InvalidParameterValue", SenderFault: true }]);
  });

  it.each([
    ["a".repeat(128), undefined],
    ["!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", undefined],
    ["a".repeat(129), "InvalidParameterValue"],
    ["with space", "InvalidParameterValue"],
    ["Zoë", "InvalidParameterValue"],
  ])("takes ids of 1 to 128 letters, digits and punctuation: %j (API_SendMessage)", async (id, name) => {
    const { send } = await openFifo();
    for (const sent of [send(id, "x"), send("g", "x", id)])
      if (name === undefined) await expect(sent).resolves.toHaveProperty("SequenceNumber");
      else
        await expect(sent).rejects.toMatchObject({
          name,
          message: expect.stringContaining(
            "can only include alphanumeric and punctuation characters. 1 to 128 in length.",
          ),
        });
  });

  it("does not delete by a receipt that has expired (recorded by LocalStack)", async () => {
    const { sqs, send, receive, clock } = await openFifo({ ContentBasedDeduplication: "true", VisibilityTimeout: "1" });
    await send("a", "x");
    const [message] = await receive();
    const remove = () => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    await clock.advance(1000);
    await expect(remove()).rejects.toThrow("Reason: The receipt handle has expired.");
    const [again] = await receive();
    await expect(remove()).rejects.toThrow("Reason: The receipt handle has expired.");
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
    await expect(remove()).resolves.toBeDefined(); // What is gone is deleted.
  });

  it("gives the same attempt to receive the same messages and receipts, with a new visibility timeout (API_ReceiveMessage)", async () => {
    const { sqs, send, receive, clock } = await openFifo({
      ContentBasedDeduplication: "true",
      VisibilityTimeout: "10",
    });
    await send("a", "1");
    const attempt = { ReceiveRequestAttemptId: "try" };
    const first = await receive(10, attempt);
    await clock.advance(9_000);
    expect(await receive(10, attempt)).toEqual(first);
    expect(await receive(10, { ReceiveRequestAttemptId: "other" })).toEqual([]);
    await clock.advance(9_000); // Past the first timeout, not past the second.
    expect(await receive()).toEqual([]);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first[0]?.ReceiptHandle }));
    await send("a", "2");
    expect(bodies(await receive(10, attempt))).toEqual(["2"]);
    await clock.advance(5 * 60_000);
    const [late] = await receive(10, attempt);
    expect(late?.Attributes?.ApproximateReceiveCount).toBe("2");
  });

  it("shows AWS's defaults of the attributes that only FIFO queues have", async () => {
    const { sqs } = await openFifo({});
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    expect(Attributes).toMatchObject({
      FifoQueue: "true",
      ContentBasedDeduplication: "false",
      DeduplicationScope: "queue",
      FifoThroughputLimit: "perQueue",
    });
  });

  it("deduplicates by group when its scope says so", async () => {
    const { send } = await openFifo({ DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" });
    const [one, other, again] = [await send("a", "x", "id"), await send("b", "x", "id"), await send("a", "x", "id")];
    expect(other.MessageId).not.toBe(one.MessageId);
    expect(again.MessageId).toBe(one.MessageId);
  });
});
