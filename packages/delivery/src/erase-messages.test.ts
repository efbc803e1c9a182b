import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { createCloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { sqsService } from "@tributary/local-cloud/services/sqs/service";
import { expect, test } from "vitest";
import { eraseMessages, HIDDEN_SECONDS } from "./erase-messages.ts";

const names = { texts: ["PATIENT#17"], members: [] };

async function makeQueue() {
  let refused: string | undefined;
  const clock = virtualClock();
  const cloud = createCloud({
    ...{ services: [sqsService], storage: "memory", region: "us-east-1", account: "000000000000", clock },
    faults: {
      before(_, operation) {
        if (operation === refused) throw new AwsError("OverLimit", "refused");
      },
    },
  });
  const sqs = new SQSClient({
    ...{ region: "us-east-1", endpoint: "http://local", maxAttempts: 1, useQueueUrlAsEndpoint: false },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    requestHandler: inProcess(cloud),
  });
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "letters" }));
  const send = async (...bodies: string[]) => {
    for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  };
  const visible = async () => {
    const ask = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] });
    return Number((await sqs.send(ask)).Attributes?.ApproximateNumberOfMessages);
  };
  const erase = (apply: boolean) =>
    eraseMessages(QueueUrl, names, { sqs, apply, pace: async () => {}, waitSeconds: 0 });
  return { sqs, QueueUrl, clock, send, visible, erase, refuse: (operation?: string) => (refused = operation) };
}

const many = (body: string) => Array.from({ length: 23 }, () => body);

test("deletes only messages about the subject, and makes the others visible at once", async () => {
  const { send, visible, erase } = await makeQueue();
  await send(...many('{"pk":"PATIENT#17"}'), ...many('{"pk":"PATIENT#1"}'), "not JSON");
  const counts = { found: 23, shared: 0, unreadable: 1, hidden: 0 };
  expect(await erase(false)).toEqual(counts);
  expect(await visible()).toBe(47);
  expect(await erase(true)).toEqual(counts);
  expect(await visible()).toBe(24);
  expect(await erase(true)).toEqual({ ...counts, found: 0 });
});

test("makes messages visible again when it fails, and keeps deleted ones deleted", async () => {
  const { send, visible, erase, refuse } = await makeQueue();
  await send(...many('{"pk":"PATIENT#17"}'));
  refuse("DeleteMessage");
  await expect(erase(true)).rejects.toMatchObject({ name: "OverLimit" });
  refuse();
  // The one at which it failed was not looked at to the end; it comes back by itself.
  expect(await visible()).toBeGreaterThanOrEqual(13);
});

test("reports messages that somebody else holds, and those that a dead search left hidden", async () => {
  const { sqs, QueueUrl, send, erase, clock } = await makeQueue();
  await send('{"pk":"PATIENT#17"}');
  await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: HIDDEN_SECONDS }));
  expect(await erase(true)).toEqual({ found: 0, shared: 0, unreadable: 0, hidden: 1 });
  await clock.advance(HIDDEN_SECONDS * 1_000);
  expect(await erase(true)).toEqual({ found: 1, shared: 0, unreadable: 0, hidden: 0 });
});

test("leaves a batch that holds records of others, and counts it", async () => {
  const { send, visible, erase } = await makeQueue();
  await send(JSON.stringify({ payload: { Records: [{ pk: "PATIENT#17" }, { pk: "PATIENT#1" }] } }));
  expect(await erase(true)).toMatchObject({ found: 0, shared: 1 });
  expect(await visible()).toBe(1);
});
