import {
  CancelMessageMoveTaskCommand,
  CreateQueueCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { countMessages } from "./queue.ts";
import { arnOf, openQueues, urlOf } from "./queues-fixture.ts";

/** A queue `work` whose messages go to `dead` at the third receipt; a receipt lasts a second. */
async function open() {
  const { cloud, clock, sqs } = openQueues();
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf("dead"), maxReceiveCount: 2 });
  await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
  await sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes: { VisibilityTimeout: "1", RedrivePolicy } }));
  const receive = async (name: string) =>
    (
      await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: urlOf(name),
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ["All"],
          MessageSystemAttributeNames: ["All"],
        }),
      )
    ).Messages ?? [];
  const send = (name: string, body: string) =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: urlOf(name),
        MessageBody: body,
        MessageAttributes: { kind: { DataType: "String", StringValue: "poison" } },
      }),
    );
  /** Receives in vain until everything in `work` is a dead letter. */
  const failAll = async () => {
    for (let attempt = 0; attempt < 3; attempt++) {
      await receive("work");
      await clock.advance(1000);
    }
  };
  return {
    cloud,
    clock,
    sqs,
    send,
    receive,
    failAll,
    count: (name: string) => countMessages(cloud.context, arnOf(name)),
  };
}

describe("dead letters", () => {
  it("are messages received too often, as they were sent", async () => {
    const { send, receive, failAll } = await open();
    const { MessageId } = await send("work", "poison");
    await failAll();
    const [message] = await receive("dead");
    expect(message).toMatchObject({
      MessageId,
      Body: "poison",
      Attributes: { SentTimestamp: "1767225600000", DeadLetterQueueSourceArn: arnOf("work") },
      MessageAttributes: { kind: { StringValue: "poison" } },
    });
    expect(await receive("work")).toEqual([]);
  });

  it("make room for good messages in the same receive", async () => {
    const { send, receive, clock } = await open();
    await send("work", "poison");
    await receive("work");
    await clock.advance(1000);
    await receive("work");
    await clock.advance(1000);
    await send("work", "good");
    expect((await receive("work")).map(message => message.Body)).toEqual(["good"]);
  });

  it("name their sources", async () => {
    const { sqs } = await open();
    const { queueUrls } = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: urlOf("dead") }));
    expect(queueUrls).toEqual(["http://cloud:4566/000000000000/work"]);
  });

  it("need a queue that exists and allows it", async () => {
    const { sqs } = await open();
    const create = (QueueName: string, dead: string) =>
      sqs.send(
        new CreateQueueCommand({
          QueueName,
          Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(dead), maxReceiveCount: 1 }) },
        }),
      );
    await expect(create("other", "missing")).rejects.toMatchObject({ name: "InvalidParameterValue" });
    const RedriveAllowPolicy = JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [arnOf("friend")] });
    await sqs.send(new CreateQueueCommand({ QueueName: "picky", Attributes: { RedriveAllowPolicy } }));
    await expect(create("stranger", "picky")).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(create("friend", "picky")).resolves.toHaveProperty("QueueUrl");
  });
});

describe("a redrive", () => {
  it("redrives dead letters to their source, as new messages", async () => {
    const { cloud, sqs, send, receive, failAll, clock } = await open();
    const sent = await Promise.all(["a", "b", "c"].map(body => send("work", body)));
    await failAll();
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf("dead") }));
    await clock.advance(10);
    expect(cloud.pending()).toEqual({});
    const back = await receive("work");
    expect(back.map(message => message.Body).sort()).toEqual(["a", "b", "c"]);
    expect(back.map(message => message.Attributes?.ApproximateReceiveCount)).toEqual(["1", "1", "1"]);
    const ids = new Set(sent.map(message => message.MessageId));
    expect(back.some(message => ids.has(message.MessageId))).toBe(false);
    const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf("dead") }));
    expect(Results).toMatchObject([
      { Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 3, ApproximateNumberOfMessagesToMove: 3 },
    ]);
  });

  it("keeps its pace, and stops when it is cancelled", async () => {
    const { sqs, send, failAll, clock, count } = await open();
    for (const body of ["a", "b", "c"]) await send("work", body);
    await failAll();
    const { TaskHandle } = await sqs.send(
      new StartMessageMoveTaskCommand({ SourceArn: arnOf("dead"), MaxNumberOfMessagesPerSecond: 1 }),
    );
    const again = sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf("dead") }));
    await expect(again).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: expect.stringContaining("There is already a task running."),
    });
    await clock.advance(1500);
    expect(count("dead").visible).toBe(1);
    const cancelled = await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(2);
    await clock.advance(5000);
    expect(count("dead").visible).toBe(1);
  });

  it("fails, and moves nothing, when a message did not come from a queue", async () => {
    const { sqs, send, clock, count } = await open();
    await send("dead", "sent here directly");
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf("dead") }));
    await clock.advance(10);
    const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf("dead") }));
    expect(Results).toMatchObject([{ Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" }]);
    expect(count("dead").visible).toBe(1);
  });

  it("is rejected for a queue that accepts no dead letters", async () => {
    const { sqs } = await open();
    const start = sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf("work") }));
    await expect(start).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  it("refuses queues and tasks that do not exist, each by its name", async () => {
    const { sqs } = await open();
    const start = (SourceArn: string, DestinationArn?: string) =>
      sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
    const missing = (parameter: string) => ({
      name: "ResourceNotFoundException",
      message: `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    });
    await expect(start(arnOf("none"))).rejects.toMatchObject(missing("SourceArn"));
    await expect(start(arnOf("dead"), arnOf("none"))).rejects.toMatchObject(missing("DestinationArn"));
    await expect(start(arnOf("dead"), arnOf("dead"))).rejects.toMatchObject({ name: "InvalidParameterValue" });
    const cancel = (handle: object | string) => {
      const TaskHandle = Buffer.from(typeof handle === "string" ? handle : JSON.stringify(handle)).toString("base64");
      return sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    };
    await expect(cancel("nonsense")).rejects.toMatchObject({
      name: "InvalidParameterValue",
      message: "Value for parameter TaskHandle is invalid.",
    });
    await expect(cancel({ taskId: "1", sourceArn: arnOf("none") })).rejects.toMatchObject(missing("SourceArn"));
    await expect(cancel({ taskId: "1", sourceArn: arnOf("dead") })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Task does not exist.",
    });
  });
});
