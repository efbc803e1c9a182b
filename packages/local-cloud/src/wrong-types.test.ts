import { expect, it } from "vitest";
import { createCloud } from "./cloud.ts";
import { eventsService } from "./services/events/service.ts";
import { sqsService } from "./services/sqs/service.ts";

/** Members that are there, and of a JSON type that no SDK sends. */
const wrong: readonly (readonly [target: string, body: object])[] = [
  ...["Chalmers", ["Chalmers"], [null], [{ Source: { Chalmers: 1 }, DetailType: "d", Detail: "{}" }]].map(
    Entries => ["AWSEvents.PutEvents", { Entries }] as const,
  ),
  ["AWSEvents.PutEvents", { Entries: [{ Source: "s", DetailType: "d", Detail: 5 }] }],
  ["AWSEvents.PutEvents", { Entries: [{ Source: "s", DetailType: "d", Detail: "{}", Resources: "Chalmers" }] }],
  ["AWSEvents.PutTargets", { Rule: "r", Targets: "Chalmers" }],
  ["AWSEvents.PutTargets", { Rule: "r", Targets: [null, "Chalmers"] }],
  ["AWSEvents.PutTargets", { Rule: "r", Targets: [{ Id: ["Chalmers"], Arn: 5 }] }],
  ["AWSEvents.StartReplay", { ReplayName: { Chalmers: 1 }, EventSourceArn: "a", EventStartTime: 0, EventEndTime: 1 }],
  ["AWSEvents.StartReplay", { ReplayName: "r", EventSourceArn: { Chalmers: 1 }, Destination: { Arn: "a" } }],
  [
    "AWSEvents.StartReplay",
    { ReplayName: "r", EventSourceArn: "a", EventStartTime: "Chalmers", EventEndTime: 1, Destination: { Arn: "a" } },
  ],
  ["AmazonSQS.AddPermission", { QueueUrl: "http://x/q", Label: "l", AWSAccountIds: "Chalmers", Actions: ["*"] }],
  ["AmazonSQS.TagQueue", { QueueUrl: "http://x/q", Tags: { a: { Chalmers: 1 } } }],
  ["AmazonSQS.ReceiveMessage", { QueueUrl: "http://x/q", ReceiveRequestAttemptId: { Chalmers: 1 } }],
  ...["SendMessage", "SendMessageBatch", "ReceiveMessage", "DeleteMessage"].map(
    operation => [`AmazonSQS.${operation}`, { QueueUrl: { Chalmers: 5 } }] as const,
  ),
  ["AmazonSQS.SendMessage", { QueueUrl: "http://x/q", MessageBody: "x", MessageAttributes: { Chalmers: null } }],
  ["AmazonSQS.SendMessageBatch", { QueueUrl: "http://x/q", Entries: "Chalmers" }],
  ["AmazonSQS.SendMessageBatch", { QueueUrl: "http://x/q", Entries: [null] }],
  ["AmazonSQS.DeleteMessageBatch", { QueueUrl: "http://x/q", Entries: [{ Id: "1", ReceiptHandle: ["Chalmers"] }] }],
];

it.each(wrong)("blames the caller of %s for %j, and quotes nothing of it", async (target, body) => {
  const defects: unknown[] = [];
  const cloud = createCloud({
    services: [eventsService, sqsService],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    onDefect: defect => defects.push(defect),
  });
  cloud.context.call("sqs", "CreateQueue", { QueueName: "q" });
  cloud.context.call("events", "PutRule", { Name: "r", EventPattern: '{"source":["a"]}' });
  const answer = await cloud.handle({
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: { "x-amz-target": target },
    body: Buffer.from(JSON.stringify(body)),
  });
  await cloud.stop();
  expect(defects).toEqual([]);
  const text = Buffer.from(answer.body).toString();
  if (answer.status !== 200) expect(answer.status).toBe(400);
  else expect(JSON.parse(text)).toMatchObject({ FailedEntryCount: 1 });
  expect(text).not.toContain("Chalmers");
});
