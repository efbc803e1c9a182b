import {
  CreateEventBusCommand,
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { ARN, openEvents } from "./events-fixture.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:work";

async function openWithRule() {
  const opened = openEvents();
  await opened.events.send(new CreateEventBusCommand({ Name: "clinic" }));
  const EventPattern = '{"source":["a"]}';
  await opened.events.send(new PutRuleCommand({ Name: "one", EventBusName: "clinic", EventPattern }));
  const put = (...Targets: Target[]) =>
    opened.events.send(new PutTargetsCommand({ Rule: "one", EventBusName: "clinic", Targets }));
  return { ...opened, put };
}

describe("rules", () => {
  it("are put, described, disabled, enabled, listed and deleted", async () => {
    const { events } = await openWithRule();
    const rule = { Name: "one", EventBusName: "clinic" };
    const state = async () => (await events.send(new DescribeRuleCommand(rule))).State;
    expect(await events.send(new DescribeRuleCommand(rule))).toMatchObject({
      Arn: `${ARN}rule/clinic/one`,
      CreatedBy: "000000000000",
      EventPattern: '{"source":["a"]}',
    });
    await events.send(new DisableRuleCommand(rule));
    expect(await state()).toBe("DISABLED");
    await events.send(new EnableRuleCommand(rule));
    expect(await state()).toBe("ENABLED");
    const { Rules } = await events.send(new ListRulesCommand({ EventBusName: "clinic" }));
    expect(Rules?.map(({ Name }) => Name)).toEqual(["one"]);
    await events.send(new DeleteRuleCommand(rule));
    await expect(state()).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Rule one does not exist on EventBus clinic.",
    });
  });

  it("of the default bus do not name it in their ARN", async () => {
    const { events } = openEvents();
    const { RuleArn } = await events.send(new PutRuleCommand({ Name: "one", EventPattern: '{"source":["a"]}' }));
    expect(RuleArn).toBe(`${ARN}rule/one`);
  });

  it("take tags when they are new only (API_PutRule)", async () => {
    const { events } = openEvents();
    const put = (Value: string) =>
      events.send(new PutRuleCommand({ Name: "one", EventPattern: '{"source":["a"]}', Tags: [{ Key: "k", Value }] }));
    await put("first");
    const { RuleArn: ResourceARN } = await put("second");
    const { Tags } = await events.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: "k", Value: "first" }]);
  });

  it("are listed page by page", async () => {
    const { events } = openEvents();
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
    [{ Name: "a/b", EventPattern: '{"source":["a"]}' }, "ValidationException"],
    [{ ScheduleExpression: "cron(0 3 * * * *)" }, "ValidationException"],
    [{ ScheduleExpression: "rate(2 hour)" }, "ValidationException"],
    [{ ScheduleExpression: "rate(1 hours)" }, "ValidationException"],
    [{ ScheduleExpression: "rate(0 minutes)" }, "ValidationException"],
    [{ ScheduleExpression: "now and then" }, "ValidationException"],
  ])("are refused when AWS refuses them, or the local cloud cannot keep them: %j", async (rule, name) => {
    const { events } = openEvents();
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
    [{ RetryPolicy: { MaximumRetryAttempts: 186 } }, "'targets.1.member.retryPolicy.maximumRetryAttempts' failed"],
    [{ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }, "'targets.1.member.retryPolicy.maximumEventAgeInSeconds'"],
    [{ Arn: `${QUEUE}.fifo` }, "Parameter(s) SqsParameters must be specified for target: 1."],
    // Recorded by LocalStack.
    [
      { Id: "!@#$@!#$" },
      "1 validation error detected: Value '!@#$@!#$' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    ],
    [
      { Id: "a".repeat(65) },
      "at 'targets.1.member.id' failed to satisfy constraint: Member must have length less than",
    ],
    [{ Arn: "work" }, "Parameter work is not valid. Reason: Provided Arn is not in correct format."],
    [
      { InputTransformer: { InputPathsMap: { a: "$.a" }, InputTemplate: '"<a> and <b>"' } },
      "InputTemplate for target 1 contains invalid placeholder b.",
    ],
    [{ InputTransformer: { InputTemplate: '{"a": <aws.events.rule-nam>}' } }, "contains invalid placeholder"],
    [{ InputTransformer: { InputTemplate: '{"a": <aws.events.rule-name>' } }, "Invalid InputTemplate for target 1"],
    [{ InputTransformer: { InputPathsMap: { AWSa: "$.a" }, InputTemplate: "<AWSa>" } }, "reserved name"],
  ])("are refused by name when they cannot be delivered to: %j", async (target, reason) => {
    const { put } = await openWithRule();
    await expect(put({ Id: "1", Arn: QUEUE, ...target })).rejects.toThrow(reason);
  });

  it("may use the predefined variables without a path (eb-transform-target-input)", async () => {
    const { put } = await openWithRule();
    const InputTemplate = '{"rule": <aws.events.rule-arn>, "event": <aws.events.event.json>, "a": "1 < 2"}';
    await expect(put({ Id: "1.a-b_C", Arn: QUEUE, InputTransformer: { InputTemplate } })).resolves.toMatchObject({
      FailedEntryCount: 0,
    });
    await expect(put()).rejects.toThrow("Member must have length greater than or equal to 1");
  });

  it("are five at most", async () => {
    const { put } = await openWithRule();
    const targets = Array.from({ length: 6 }, (_, id) => ({ Id: `${id}`, Arn: QUEUE }));
    await expect(put(...targets)).rejects.toMatchObject({ name: "LimitExceededException" });
  });
});

it("tests a pattern against an event, and refuses an event that lacks a member", async () => {
  const { events } = openEvents();
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
  // AWS accepts an event without `resources`, as LocalStack recorded.
  expect((await test('{"source":["a"]}', { ...event, resources: undefined })).Result).toBe(true);
  await expect(test('{"source":["a"]}', { ...event, id: undefined })).rejects.toMatchObject({
    name: "ValidationException",
  });
});
