import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { countMessages, deleteFromQueue, receiveFromQueue, releaseReceived, sendToQueue } from "./queue.ts";
import { arnOf, openQueues, urlOf } from "./queues-fixture.ts";

const QueueUrl = urlOf("work");
const ARN = arnOf("work");

async function openWithQueue(Attributes: Record<string, string> = {}) {
  const opened = openQueues();
  await opened.sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes }));
  return opened;
}

describe("functions for other services of the cloud", () => {
  it("joins the transaction of its caller", async () => {
    const { cloud } = await openWithQueue();
    const { context } = cloud;
    expect(() =>
      context.store.transaction(() => {
        sendToQueue(context, { queueArn: ARN, body: "never" });
        throw new Error("rolled back");
      }),
    ).toThrow("rolled back");
    expect(countMessages(context, ARN).visible).toBe(0);
  });

  it("frees at boot what a dead receiver held, and nothing of others", async () => {
    const { cloud, clock } = await openWithQueue({ VisibilityTimeout: "600" });
    const { context } = cloud;
    for (const body of ["one", "two"]) sendToQueue(context, { queueArn: ARN, body });
    receiveFromQueue(context, { queueArn: ARN, max: 1, receiver: "dead" });
    receiveFromQueue(context, { queueArn: ARN, max: 1, receiver: "alive" });
    releaseReceived(context, { queueArn: ARN, receiver: "dead", notLaterThan: clock.now() });
    expect(receiveFromQueue(context, { queueArn: ARN, max: 10 }).map(message => message.body)).toEqual(["one"]);
  });

  it("refuses a queue that does not exist", async () => {
    const { cloud } = await openWithQueue();
    expect(() => sendToQueue(cloud.context, { queueArn: `${ARN}2`, body: "x" })).toThrow(
      expect.objectContaining({ code: "QueueDoesNotExist" }),
    );
  });
});

it("loses no message and doubles none, whatever is done to the queue", async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("send" as const), delaySeconds: fc.nat(3) }),
    fc.record({ kind: fc.constant("receive" as const), max: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constantFrom("delete" as const, "release" as const), index: fc.nat(5) }),
    fc.record({ kind: fc.constant("wait" as const), milliseconds: fc.nat(3000) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
      const { cloud, clock, sqs, stop } = openQueues();
      const { context } = cloud;
      const DEAD = arnOf("dead");
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: DEAD, maxReceiveCount: 2 });
      await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
      await sqs.send(
        new CreateQueueCommand({ QueueName: "work", Attributes: { VisibilityTimeout: "1", RedrivePolicy } }),
      );
      const left = new Set<string>();
      const held: { messageId: string; receiptHandle: string; until: number }[] = [];
      for (const action of steps) {
        if (action.kind === "send") left.add(sendToQueue(context, { queueArn: ARN, body: "x", ...action }).messageId);
        if (action.kind === "wait") await clock.advance(action.milliseconds);
        if (action.kind === "receive")
          for (const message of receiveFromQueue(context, { queueArn: ARN, max: action.max })) {
            expect(left.has(message.messageId)).toBe(true);
            expect(held.some(other => other.messageId === message.messageId && other.until > clock.now())).toBe(false);
            held.push({ ...message, until: clock.now() + 1000 });
          }
        if (action.kind !== "delete" && action.kind !== "release") continue;
        const [message] = held.splice(action.index, 1);
        if (!message || message.until <= clock.now()) continue;
        const { messageId, receiptHandle } = message;
        if (action.kind === "release")
          context.call("sqs", "ChangeMessageVisibility", {
            QueueUrl,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: 0,
          });
        else deleteFromQueue(context, { queueArn: ARN, receiptHandles: [receiptHandle] });
        if (action.kind === "delete") left.delete(messageId);
      }
      const counts = [ARN, DEAD].map(queue => Object.values(countMessages(context, queue)));
      expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(left.size);
      await stop();
    }),
    { numRuns: 50 },
  );
});

it("keeps messages, receipts and settings over a restart", async () => {
  const storage = mkdtempSync(join(tmpdir(), "tributary-sqs-"));
  onTestFinished(() => rmSync(storage, { recursive: true }));
  const before = openQueues({ storage });
  await before.sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes: { VisibilityTimeout: "60" } }));
  await before.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "in flight" }));
  const { Messages } = await before.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  await before.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "waiting" }));
  await before.stop();

  const after = openQueues({ storage });
  const { Attributes } = await after.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  expect(Attributes).toMatchObject({
    VisibilityTimeout: "60",
    ApproximateNumberOfMessages: "1",
    ApproximateNumberOfMessagesNotVisible: "1",
  });
  await after.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle }));
  expect(countMessages(after.cloud.context, ARN)).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
});
