import {
  CreateArchiveCommand,
  CreateConnectionCommand,
  CreateEventBusCommand,
  DeleteArchiveCommand,
  DeleteEventBusCommand,
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  ListArchivesCommand,
  ListEventBusesCommand,
  ListTagsForResourceCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateArchiveCommand,
  UpdateEventBusCommand,
} from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { ARN, openEvents } from "./events-fixture.ts";

async function openWithBus() {
  const opened = openEvents();
  await opened.events.send(new CreateEventBusCommand({ Name: "clinic" }));
  return opened;
}

describe("buses", () => {
  it("are created, described, listed beside the default bus, and deleted", async () => {
    const { events } = openEvents();
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
    const { events } = await openWithBus();
    await events.send(new PutRuleCommand({ Name: "one", EventBusName: "clinic", EventPattern: '{"source":["a"]}' }));
    const again = events.send(new CreateEventBusCommand({ Name: "clinic" }));
    await expect(again).rejects.toMatchObject({ name: "ResourceAlreadyExistsException" });
    const remove = events.send(new DeleteEventBusCommand({ Name: "clinic" }));
    await expect(remove).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("take new settings in place of all the old ones, and keep the policy", async () => {
    const { events } = openEvents();
    await events.send(new CreateEventBusCommand({ Name: "clinic", Description: "old", KmsKeyIdentifier: "alias/key" }));
    await events.send(new PutPermissionCommand({ EventBusName: "clinic", Policy: '{"Statement":[]}' }));
    await events.send(new UpdateEventBusCommand({ Name: "clinic", Description: "new" }));
    const { Description, KmsKeyIdentifier, Policy } = await events.send(
      new DescribeEventBusCommand({ Name: "clinic" }),
    );
    expect([Description, KmsKeyIdentifier, Policy]).toEqual(["new", undefined, '{"Statement":[]}']);
  });

  it("keep their policy", async () => {
    const { events } = await openWithBus();
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

describe("archives", () => {
  it("are created, listed by their bus, described and deleted", async () => {
    const { events } = await openWithBus();
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
    await events.send(new UpdateArchiveCommand({ ArchiveName: "all", RetentionDays: 9 }));
    expect(await events.send(new DescribeArchiveCommand({ ArchiveName: "all" }))).toMatchObject({
      ...archive,
      RetentionDays: 9,
    });
    await events.send(new DeleteArchiveCommand({ ArchiveName: "all" }));
    const gone = events.send(new DescribeArchiveCommand({ ArchiveName: "all" }));
    await expect(gone).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("forget events after their retention", async () => {
    const { events, clock } = openEvents();
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
  const { events } = await openWithBus();
  const EventPattern = '{"source":["a"]}';
  await events.send(new PutRuleCommand({ Name: "one", EventBusName: "clinic", EventPattern }));
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
  await events.send(new TagResourceCommand({ ResourceARN: `${ARN}event-bus/clinic`, Tags: [{ Key: "c", Value: "" }] }));
});

it.each([
  [`${ARN}rule/clinic/none`, "ResourceNotFoundException"],
  [`${ARN}rule/none`, "ResourceNotFoundException"],
  [`${ARN}event-bus/none`, "ResourceNotFoundException"],
  [`${ARN}archive/week`, "ValidationException"],
  ["clinic", "ValidationException"],
])("keeps no tags of %s (API_TagResource)", async (ResourceARN, name) => {
  const { events } = await openWithBus();
  const tag = events.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "a", Value: "1" }] }));
  await expect(tag).rejects.toMatchObject({ name });
  await expect(events.send(new ListTagsForResourceCommand({ ResourceARN }))).rejects.toMatchObject({ name });
});

it("refuses operations that the local cloud does not have, by name", async () => {
  const { events } = openEvents();
  const connection = new CreateConnectionCommand({
    Name: "one",
    AuthorizationType: "API_KEY",
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "k", ApiKeyValue: "v" } },
  });
  await expect(events.send(connection)).rejects.toThrow("does not support EventBridge CreateConnection");
});
