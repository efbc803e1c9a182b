import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteArchiveCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListArchivesCommand,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
  StartReplayCommand,
  TagResourceCommand,
  type Target,
  TestEventPatternCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { createCloud } from "../../cloud.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { virtualClock } from "../../kernel/clock.ts";
import { eventsService } from "./service.ts";

const ARN = "arn:aws:events:us-east-1:000000000000:";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:work";

function open() {
  const clock = virtualClock();
  const cloud = createCloud({
    services: [eventsService],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    clock,
  });
  const events = new EventBridgeClient({
    region: "us-east-1",
    endpoint: "http://local",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  });
  return { events, clock };
}

async function openWithRule() {
  const opened = open();
  await opened.events.send(new CreateEventBusCommand({ Name: "clinic" }));
  const EventPattern = '{"source":["a"]}';
  await opened.events.send(new PutRuleCommand({ Name: "one", EventBusName: "clinic", EventPattern }));
  const put = (...Targets: Target[]) =>
    opened.events.send(new PutTargetsCommand({ Rule: "one", EventBusName: "clinic", Targets }));
  return { ...opened, put };
}

describe("buses", () => {
  it("are created, described, listed beside the default bus, and deleted", async () => {
    const { events } = open();
    const created = await events.send(
      new CreateEventBusCommand({ Name: "clinic", Description: "All of it", KmsKeyIdentifier: "alias/key" }),
    );
    expect(created.EventBusArn).toBe(`${ARN}event-bus/clinic`);
    expect(await events.send(new DescribeEventBusCommand({ Name: `${ARN}event-bus/clinic` }))).toMatchObject({
      Name: "clinic",
      Arn: `${ARN}event-bus/clinic`,
      Description: "All of it",
      KmsKeyIdentifier: "alias/key",
      CreationTime: new Date("2026-01-01T00:00:00Z"),
    });
    const names = async () => (await events.send(new ListEventBusesCommand({}))).EventBuses?.map(bus => bus.Name);
    expect(await names()).toEqual(["default", "clinic"]);
    await events.send(new DeleteEventBusCommand({ Name: "clinic" }));
    expect(await names()).toEqual(["default"]);
  });

  it("refuse a name that is taken, and to be deleted with rules", async () => {
    const { events } = await openWithRule();
    const again = events.send(new CreateEventBusCommand({ Name: "clinic" }));
    await expect(again).rejects.toMatchObject({ name: "ResourceAlreadyExistsException" });
    const remove = events.send(new DeleteEventBusCommand({ Name: "clinic" }));
    await expect(remove).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("keep their policy", async () => {
    const { events } = await openWithRule();
    const EventBusName = "clinic";
    const permit = (StatementId: string) =>
      events.send(
        new PutPermissionCommand({ EventBusName, StatementId, Action: "events:PutEvents", Principal: "111111111111" }),
      );
    await permit("one");
    await permit("two");
    await events.send(new RemovePermissionCommand({ EventBusName, StatementId: "one" }));
    const { Policy } = await events.send(new DescribeEventBusCommand({ Name: EventBusName }));
    expect(JSON.parse(Policy ?? "").Statement).toEqual([
      {
        Sid: "two",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111111111111:root" },
        Action: "events:PutEvents",
        Resource: `${ARN}event-bus/clinic`,
      },
    ]);
    const missing = events.send(new RemovePermissionCommand({ EventBusName, StatementId: "one" }));
    await expect(missing).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("rules", () => {
  it("are put, described, disabled, enabled, listed and deleted", async () => {
    const { events } = await openWithRule();
    const rule = { Name: "one", EventBusName: "clinic" };
    const state = async () => (await events.send(new DescribeRuleCommand(rule))).State;
    expect(await events.send(new DescribeRuleCommand(rule))).toMatchObject({
      Arn: `${ARN}rule/clinic/one`,
      EventPattern: '{"source":["a"]}',
    });
    await events.send(new DisableRuleCommand(rule));
    expect(await state()).toBe("DISABLED");
    await events.send(new EnableRuleCommand(rule));
    expect(await state()).toBe("ENABLED");
    const { Rules } = await events.send(new ListRulesCommand({ EventBusName: "clinic" }));
    expect(Rules?.map(({ Name }) => Name)).toEqual(["one"]);
    await events.send(new DeleteRuleCommand(rule));
    await expect(state()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("of the default bus do not name it in their ARN", async () => {
    const { events } = open();
    const { RuleArn } = await events.send(new PutRuleCommand({ Name: "one", EventPattern: '{"source":["a"]}' }));
    expect(RuleArn).toBe(`${ARN}rule/one`);
  });

  it("are listed page by page", async () => {
    const { events } = open();
    for (const Name of ["a", "b", "c"])
      await events.send(new PutRuleCommand({ Name, EventPattern: '{"source":["a"]}' }));
    const { Rules, NextToken } = await events.send(new ListRulesCommand({ Limit: 2 }));
    const rest = await events.send(new ListRulesCommand({ Limit: 2, NextToken }));
    expect([Rules, rest.Rules].map(page => page?.map(({ Name }) => Name))).toEqual([["a", "b"], ["c"]]);
    expect(rest.NextToken).toBeUndefined();
  });

  it.each([
    [{ EventPattern: '{"source":"a"}' }, "InvalidEventPatternException"],
    [{ EventPattern: "{" }, "InvalidEventPatternException"],
    [{}, "ValidationException"],
    [{ EventPattern: '{"source":["a"]}', EventBusName: "nowhere" }, "ResourceNotFoundException"],
    [{ EventPattern: '{"source":["a"]}', ScheduleExpression: "rate(1 hour)" }, "ValidationException"],
  ])("are refused when AWS refuses them, or the local cloud cannot keep them: %j", async (rule, name) => {
    const { events } = open();
    await expect(events.send(new PutRuleCommand({ Name: "one", ...rule }))).rejects.toMatchObject({ name });
  });
});

describe("targets", () => {
  it("are put, replaced by id, listed, found by ARN and removed", async () => {
    const { events, put } = await openWithRule();
    await put({ Id: "1", Arn: QUEUE }, { Id: "2", Arn: QUEUE });
    await put({ Id: "2", Arn: QUEUE, InputPath: "$.detail" });
    const list = async () =>
      (await events.send(new ListTargetsByRuleCommand({ Rule: "one", EventBusName: "clinic" }))).Targets;
    expect(await list()).toEqual([
      { Id: "1", Arn: QUEUE },
      { Id: "2", Arn: QUEUE, InputPath: "$.detail" },
    ]);
    const named = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: QUEUE, EventBusName: "clinic" }));
    expect(named.RuleNames).toEqual(["one"]);
    const removed = await events.send(
      new RemoveTargetsCommand({ Rule: "one", EventBusName: "clinic", Ids: ["1", "absent"] }),
    );
    expect(removed.FailedEntries?.map(entry => entry.TargetId)).toEqual(["absent"]);
    expect((await list())?.map(target => target.Id)).toEqual(["2"]);
  });

  it("hold a rule back from being deleted", async () => {
    const { events, put } = await openWithRule();
    await put({ Id: "1", Arn: QUEUE });
    const remove = events.send(new DeleteRuleCommand({ Name: "one", EventBusName: "clinic" }));
    await expect(remove).rejects.toMatchObject({ name: "ValidationException" });
  });

  it.each<[Partial<Target>, string]>([
    [{ Arn: "arn:aws:kinesis:us-east-1:000000000000:stream/x" }, "SQS queues, Lambda functions and event buses"],
    [{ HttpParameters: {} }, "HttpParameters"],
    [{ Input: "{}", InputPath: "$" }, "Only one of"],
    [{ Input: "not json" }, "Input"],
    [{ InputPath: "detail" }, "InputPath"],
    [{ InputTransformer: { InputPathsMap: { a: "$..a" }, InputTemplate: "<a>" } }, "InputPathsMap.a"],
    [{ RetryPolicy: { MaximumRetryAttempts: 186 } }, "MaximumRetryAttempts"],
    [{ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }, "MaximumEventAgeInSeconds"],
    [{ Arn: `${QUEUE}.fifo` }, "SqsParameters"],
  ])("are refused by name when they cannot be delivered to: %j", async (target, reason) => {
    const { put } = await openWithRule();
    await expect(put({ Id: "1", Arn: QUEUE, ...target })).rejects.toThrow(reason);
  });

  it("are five at most", async () => {
    const { put } = await openWithRule();
    const targets = Array.from({ length: 6 }, (_, id) => ({ Id: `${id}`, Arn: QUEUE }));
    await expect(put(...targets)).rejects.toMatchObject({ name: "LimitExceededException" });
  });
});

describe("archives", () => {
  it("are created, listed by their bus, described and deleted", async () => {
    const { events } = await openWithRule();
    const EventSourceArn = `${ARN}event-bus/clinic`;
    const archive = { ArchiveName: "all", EventSourceArn, RetentionDays: 7, EventPattern: '{"source":["a"]}' };
    await events.send(new CreateArchiveCommand(archive));
    const again = events.send(new CreateArchiveCommand(archive));
    await expect(again).rejects.toMatchObject({ name: "ResourceAlreadyExistsException" });
    expect(await events.send(new DescribeArchiveCommand({ ArchiveName: "all" }))).toMatchObject({
      ...archive,
      State: "ENABLED",
      EventCount: 0,
    });
    const list = async (arn: string) =>
      (await events.send(new ListArchivesCommand({ EventSourceArn: arn }))).Archives?.map(
        ({ ArchiveName }) => ArchiveName,
      );
    expect(await list(EventSourceArn)).toEqual(["all"]);
    expect(await list(`${ARN}event-bus/default`)).toEqual([]);
    await events.send(new DeleteArchiveCommand({ ArchiveName: "all" }));
    const gone = events.send(new DescribeArchiveCommand({ ArchiveName: "all" }));
    await expect(gone).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("forget events after their retention", async () => {
    const { events, clock } = open();
    const EventSourceArn = `${ARN}event-bus/default`;
    await events.send(new CreateArchiveCommand({ ArchiveName: "week", EventSourceArn, RetentionDays: 7 }));
    const put = () => events.send(new PutEventsCommand({ Entries: [{ Source: "a", DetailType: "b", Detail: "{}" }] }));
    await put();
    await clock.advance(8 * 86_400_000);
    await put();
    const { EventCount } = await events.send(new DescribeArchiveCommand({ ArchiveName: "week" }));
    expect(EventCount).toBe(1);
  });
});

it("keeps tags of buses and rules", async () => {
  const { events } = await openWithRule();
  const ResourceARN = `${ARN}rule/clinic/one`;
  await events.send(
    new TagResourceCommand({
      ResourceARN,
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    }),
  );
  await events.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["a"] }));
  const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN }));
  expect(Tags).toEqual([{ Key: "b", Value: "2" }]);
});

it("tests a pattern against an event, and refuses an event that lacks a member", async () => {
  const { events } = open();
  const event = {
    id: "1",
    account: "000000000000",
    source: "a",
    time: "2026-01-01T00:00:00Z",
    region: "us-east-1",
    resources: [],
    "detail-type": "b",
  };
  const test = (EventPattern: string, value: object) =>
    events.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(value) }));
  expect((await test('{"source":["a"]}', event)).Result).toBe(true);
  expect((await test('{"source":["b"]}', event)).Result).toBe(false);
  await expect(test('{"source":["a"]}', { ...event, id: undefined })).rejects.toMatchObject({
    name: "ValidationException",
  });
});

it("refuses operations that the local cloud does not have, by name", async () => {
  const { events } = open();
  const replay = new StartReplayCommand({
    ReplayName: "r",
    EventSourceArn: ARN,
    EventStartTime: new Date(0),
    EventEndTime: new Date(1),
    Destination: { Arn: ARN },
  });
  await expect(events.send(replay)).rejects.toThrow("does not support EventBridge StartReplay");
});
