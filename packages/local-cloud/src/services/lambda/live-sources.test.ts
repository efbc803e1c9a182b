import { CreateEventSourceMappingCommand, CreateFunctionCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { CreateQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { SQSEvent } from "aws-lambda";
import { expect, it, onTestFinished } from "vitest";
import { createCloud } from "../../cloud.ts";
import { createChannels } from "../appsync/channels/channels.ts";
import { countMessages } from "../sqs/queue.ts";
import { sqsService } from "../sqs/service.ts";
import { clientsOf } from "./mapped-cloud-fixture.ts";
import { LIVE, sstDev, type Taken } from "./runtime/live/sst-dev-fixture.ts";
import { workerThreads } from "./runtime/worker-threads.ts";
import { lambdaService } from "./service.ts";

const queueArn = "arn:aws:sqs:us-east-1:000000000000:work";

/** A cloud whose one function is live, and reads a queue that gives a message up after its first receipt. */
async function open() {
  const channels = createChannels();
  const runtime = workerThreads({ root: "/", channels, endpoint: () => "", region: "us-east-1", grace: 0 });
  const cloud = createCloud({
    services: [sqsService, lambdaService({ runtime, prewarm: true })],
    ...{ storage: "memory", region: "us-east-1", account: "000000000000" },
  });
  cloud.start();
  onTestFinished(() => cloud.stop());
  const { sqs, lambda } = clientsOf(cloud);
  await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: "consumer", Role: "arn:aws:iam::000000000000:role/consumer", Handler: "consumer.handler" },
      ...{ Runtime: "provided.al2023", Code: {}, Environment: { Variables: LIVE } },
    }),
  );
  await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn.replace("work", "dead"), maxReceiveCount: 1 });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes: { RedrivePolicy } }));
  await lambda.send(new CreateEventSourceMappingCommand({ FunctionName: "consumer", EventSourceArn: queueArn }));
  const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  return { cloud, channels, lambda, send, count: () => countMessages(cloud.context, queueArn) };
}

it("leaves messages in their queue until `sst dev` listens, and gives back what it had when it ends", async () => {
  const { channels, send, count } = await open();
  await send("early");
  expect(count()).toMatchObject({ visible: 1, inFlight: 0 });
  const taken: Taken[] = [];
  const first = sstDev(channels, one => void taken.push(one));
  await expect.poll(() => taken.length).toBe(1);
  first.end(); // Ctrl-C, in the middle of the invocation.
  await expect.poll(count).toMatchObject({ visible: 1, inFlight: 0 });
  const records: SQSEvent["Records"] = [];
  sstDev(channels, one => {
    records.push(...(one.event as SQSEvent).Records);
    one.answer(null);
  });
  await expect.poll(() => records.map(({ body }) => body)).toEqual(["early"]);
  // Its first receipt did not count: it would be a dead letter.
  expect(records[0]?.attributes.ApproximateReceiveCount).toBe("1");
  await expect.poll(count).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

it("keeps asynchronous invocations until `sst dev` listens", async () => {
  const { channels, lambda } = await open();
  await lambda.send(new InvokeCommand({ FunctionName: "consumer", InvocationType: "Event", Payload: '{"n":1}' }));
  const events: unknown[] = [];
  sstDev(channels, one => {
    events.push(one.event);
    one.answer(null);
  });
  await expect.poll(() => events).toEqual([{ n: 1 }]);
});

it("answers who calls a function that nobody runs as SST's bridge does", async () => {
  const { lambda } = await open();
  const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: "consumer" }));
  expect(FunctionError).toBeUndefined();
  expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual({
    statusCode: "500",
    body: expect.stringMatching(/^sst dev is not running \(worker: [0-9a-f]{32}\)$/),
  });
});

it("refuses a runtime that is neither Node.js's nor of `sst dev`", async () => {
  const { lambda } = await open();
  const other = { FunctionName: "other", Role: "arn:aws:iam::000000000000:role/other", Handler: "a.b", Code: {} };
  await expect(lambda.send(new CreateFunctionCommand({ ...other, Runtime: "provided.al2023" }))).rejects.toMatchObject({
    name: "InvalidParameterValueException",
  });
});
