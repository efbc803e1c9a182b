import * as eventbridge from "@aws-sdk/client-eventbridge";
import { afterAll, expect, it } from "vitest";
import { openEvents } from "./events-fixture.ts";

const { events, cloud } = openEvents(afterAll);

const entry = { Source: "a", DetailType: "b", Detail: "{}" };
const target = { Id: "1", Arn: "arn:aws:sqs:us-east-1:000000000000:work" };
const archive = { ArchiveName: "a", EventSourceArn: "arn:aws:events:us-east-1:000000000000:event-bus/default" };
const NAME = "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+";
const shorter = (length: number) => `Member must have length less than or equal to ${length}`;
const longer = "Member must have length greater than or equal to 1";

// Limits as the reference of each operation has them: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
it.each<[operation: string, input: object, at: string, demand: string]>([
  ["PutEvents", {}, "entries", "Member must not be null"],
  ["PutEvents", { Entries: [] }, "entries", longer],
  ["PutEvents", { Entries: Array.from({ length: 11 }, () => entry) }, "entries", shorter(10)],
  ["PutEvents", { Entries: [entry, { ...entry, EventBusName: "" }] }, "entries.2.member.eventBusName", longer],
  [
    "PutEvents",
    { Entries: [{ ...entry, TraceHeader: "x".repeat(501) }] },
    "entries.1.member.traceHeader",
    shorter(500),
  ],
  [
    "PutEvents",
    { Entries: [{ ...entry, Resources: ["x".repeat(2_049)] }] },
    "entries.1.member.resources",
    `Member must satisfy constraint: [${shorter(2_048)}]`,
  ],
  ["PutRule", { Name: "x".repeat(65), EventPattern: "{}" }, "name", shorter(64)],
  ["PutRule", { Name: "a b", EventPattern: "{}" }, "name", NAME],
  ["PutRule", { Name: "a", State: "ON" }, "state", "Member must satisfy enum value set: [ENABLED, DISABLED"],
  ["PutRule", { Name: "a", EventPattern: "x".repeat(4_097) }, "eventPattern", shorter(4_096)],
  ["PutRule", { Name: "a", ScheduleExpression: "x".repeat(257) }, "scheduleExpression", shorter(256)],
  ["PutRule", { Name: "a", Description: "x".repeat(513) }, "description", shorter(512)],
  ["PutTargets", { Rule: "a", Targets: [{ ...target, Arn: "" }] }, "targets.1.member.arn", longer],
  [
    "PutTargets",
    { Rule: "a", Targets: [{ ...target, Input: "x".repeat(8_193) }] },
    "targets.1.member.input",
    shorter(8_192),
  ],
  [
    "PutTargets",
    { Rule: "a", Targets: [{ ...target, InputTransformer: { InputTemplate: "x", InputPathsMap: { "a b": "$" } } }] },
    "targets.1.member.inputTransformer.inputPathsMap",
    "Map keys must satisfy constraint",
  ],
  [
    "PutTargets",
    { Rule: "a", Targets: [{ ...target, InputTransformer: {} }] },
    "targets.1.member.inputTransformer.inputTemplate",
    "Member must not be null",
  ],
  ["RemoveTargets", { Rule: "a", Ids: [] }, "ids", longer],
  ["RemoveTargets", { Rule: "a", Ids: ["!"] }, "ids", "Member must satisfy constraint"],
  ["ListRules", { Limit: 0 }, "limit", "Member must have value greater than or equal to 1"],
  ["ListRules", { Limit: 101 }, "limit", "Member must have value less than or equal to 100"],
  ["ListRules", { NextToken: "" }, "nextToken", longer],
  ["ListRules", { EventBusName: "a bus" }, "eventBusName", "Member must satisfy regular expression pattern"],
  ["CreateEventBus", { Name: "x".repeat(257) }, "name", shorter(256)],
  ["CreateArchive", { ...archive, ArchiveName: "x".repeat(49) }, "archiveName", shorter(48)],
  [
    "CreateArchive",
    { ...archive, RetentionDays: -1 },
    "retentionDays",
    "Member must have value greater than or equal to 0",
  ],
  [
    "CreateArchive",
    { ...archive, EventSourceArn: "default" },
    "eventSourceArn",
    "Member must satisfy regular expression",
  ],
  ["StartReplay", { ReplayName: "a" }, "destination", "Member must not be null"],
  ["ListReplays", { State: "DONE" }, "state", "Member must satisfy enum value set"],
  [
    "PutPermission",
    { Action: "events:PutEvents", Principal: "me", StatementId: "s" },
    "principal",
    "Member must satisfy regular",
  ],
  ["TagResource", { ResourceARN: "a", Tags: [{ Key: "", Value: "" }] }, "tags.1.member.key", longer],
  [
    "TagResource",
    { ResourceARN: "a", Tags: [{ Key: "k", Value: "x".repeat(257) }] },
    "tags.1.member.value",
    shorter(256),
  ],
  ["UntagResource", { ResourceARN: "a", TagKeys: [""] }, "tagKeys", "Member must satisfy constraint"],
])("%s refuses what is missing or out of bounds (%#)", async (operation, input, at, demand) => {
  await expect(send(operation, input)).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining(`' failed to satisfy constraint: ${demand}`),
  });
  await expect(send(operation, input)).rejects.toThrow(`at '${at}' failed`);
});

it("names everything that is wrong, at once", async () => {
  await expect(send("PutRule", { Name: "", Description: "x".repeat(513), State: "ON" })).rejects.toThrow(
    /^4 validation errors detected: .*at 'name'.*at 'name'.*at 'state'.*at 'description'/,
  );
});

it("does not quote what may be a patient's", async () => {
  const secret = "patient".repeat(2_000);
  for (const [operation, input] of [
    ["PutEvents", { Entries: [{ ...entry, Resources: [secret] }] }],
    ["PutTargets", { Rule: "a", Targets: [{ ...target, Input: secret }] }],
    ["PutTargets", { Rule: "a", Targets: [{ ...target, InputTransformer: { InputTemplate: secret } }] }],
  ] as const)
    await expect(send(operation, input)).rejects.toThrow(/^1 validation error detected: Value '…' at/);
});

it.each([
  ["PutEvents", { Entries: [entry], EndpointId: "abc.def" }, "EndpointId"],
  ["CreateEventBus", { Name: "a", EventSourceName: "aws.partner/a/b" }, "EventSourceName"],
  ["PutTargets", { Rule: "a", Targets: [{ ...target, EcsParameters: { TaskDefinitionArn: "a" } }] }, "EcsParameters"],
])("%s refuses by name what the local cloud does not have: %j", async (operation, input, name) => {
  await expect(send(operation, input)).rejects.toThrow(`does not support the parameter ${name};`);
});

it("keeps slashes for the names of partners' buses (API_CreateEventBus)", async () => {
  await expect(send("CreateEventBus", { Name: "a/b" })).rejects.toThrow("Event bus name must not contain '/'.");
});

/** Past the client, which would read an endpoint's id for itself. */
async function send(operation: string, input: object): Promise<unknown> {
  if (!("EndpointId" in input)) {
    const Command = (eventbridge as unknown as Record<string, new (input: object) => never>)[`${operation}Command`];
    return events.send(new Command!(input));
  }
  return cloud.context.call("events", operation, input);
}
