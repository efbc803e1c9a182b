import {
  CreateArchiveCommand,
  DescribeArchiveCommand,
  DisableRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { openClinic } from "../clinic-fixture.ts";
import { putEntries } from "../puts/put-entries.ts";

describe("an event that matches a rule", () => {
  it("reaches the rule's queue in its envelope", async () => {
    const { put, received } = await openClinic();
    const Time = new Date("2026-02-03T04:05:06.789Z");
    const { FailedEntryCount, Entries } = await put({ Resources: ["arn:one"], Time }, { Detail: '{"ward":"b"}' });
    expect(FailedEntryCount).toBe(0);
    const messages = received();
    expect(messages.map(message => JSON.parse(message.body))).toEqual([
      {
        version: "0",
        id: Entries?.[0]?.EventId,
        "detail-type": "PatientSeen",
        source: "clinic.registry",
        account: "000000000000",
        time: "2026-02-03T04:05:06Z",
        region: "us-east-1",
        resources: ["arn:one"],
        detail: { ward: "a", n: 1 },
      },
    ]);
  });

  it("keeps numbers that a double cannot hold", async () => {
    const { put, received } = await openClinic();
    await put({ Detail: '{"ward":"a","n":12345678901234567890.5}' });
    expect(received()[0]?.body).toContain("12345678901234567890.5");
  });

  it("arrives in order with the others of its batch", async () => {
    const { put, received } = await openClinic();
    await put(...Array.from({ length: 10 }, (_, n) => ({ Detail: `{"ward":"a","n":${n}}` })));
    expect(received().map(message => JSON.parse(message.body).detail.n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("is not delivered while the rule is disabled", async () => {
    const { put, received, events } = await openClinic();
    await events.send(new DisableRuleCommand({ Name: "patients", EventBusName: "clinic" }));
    await put({});
    expect(received()).toEqual([]);
  });

  it("is rolled back with the transaction of its sender", async () => {
    const { cloud, received } = await openClinic();
    const entry = { EventBusName: "clinic", Source: "s", DetailType: "d", Detail: '{"ward":"a"}' };
    expect(() =>
      cloud.context.store.transaction(() => {
        putEntries(cloud.context, [entry]);
        throw new Error("rolled back");
      }),
    ).toThrow("rolled back");
    expect(received()).toEqual([]);
  });

  it("is forwarded to another bus with its id", async () => {
    const { put, received, events } = await openClinic();
    const arn = "arn:aws:events:us-east-1:000000000000:event-bus/clinic";
    await events.send(new PutRuleCommand({ Name: "forward", EventPattern: '{"source":["clinic.registry"]}' }));
    await events.send(new PutTargetsCommand({ Rule: "forward", Targets: [{ Id: "bus", Arn: arn }] }));
    const { Entries } = await put({ EventBusName: "default" });
    expect(received().map(message => JSON.parse(message.body).id)).toEqual([Entries?.[0]?.EventId]);
  });

  it("does not go round in a circle of buses", async () => {
    const { put, received, events, count } = await openClinic();
    const arn = "arn:aws:events:us-east-1:000000000000:event-bus/clinic";
    await events.send(
      new PutRuleCommand({ Name: "circle", EventBusName: "clinic", EventPattern: '{"version":["0"]}' }),
    );
    await events.send(
      new PutTargetsCommand({ Rule: "circle", EventBusName: "clinic", Targets: [{ Id: "bus", Arn: arn }] }),
    );
    await put({});
    expect(received().length).toBe(10);
    expect(count("events:dropped")).toBe(1);
  });

  it("is kept by the archives whose pattern it matches", async () => {
    const { put, events } = await openClinic();
    const EventSourceArn = "arn:aws:events:us-east-1:000000000000:event-bus/clinic";
    await events.send(new CreateArchiveCommand({ ArchiveName: "all", EventSourceArn }));
    await events.send(
      new CreateArchiveCommand({ ArchiveName: "none", EventSourceArn, EventPattern: '{"source":["other"]}' }),
    );
    await put({}, {});
    const counts = ["all", "none"].map(ArchiveName => events.send(new DescribeArchiveCommand({ ArchiveName })));
    expect((await Promise.all(counts)).map(archive => archive.EventCount)).toEqual([2, 0]);
  });
});

describe("faults of delivery", () => {
  it("deliver more than once", async () => {
    const { put, received } = await openClinic({ faults: { deliver: () => ({ copies: 3 }) } });
    await put({});
    const bodies = received().map(message => message.body);
    expect(bodies).toHaveLength(3);
    expect(new Set(bodies).size).toBe(1);
  });

  it("let a later event overtake an earlier one", async () => {
    let first = true;
    const deliver = () => {
      const delayMs = first ? 500 : 0;
      first = false;
      return { delayMs };
    };
    const { put, received, clock } = await openClinic({ faults: { deliver } });
    await put({ Detail: '{"ward":"a","n":1}' }, { Detail: '{"ward":"a","n":2}' });
    await clock.advance(500);
    expect(received().map(message => JSON.parse(message.body).detail.n)).toEqual([2, 1]);
  });
});

describe("a target's input", () => {
  it.each([
    [{ Input: '{"constant":true}' }, '{"constant":true}'],
    [{ InputPath: "$.detail" }, '{"ward":"a","n":1}'],
    [{ InputPath: "$.detail.ward" }, '"a"'],
    [
      {
        InputTransformer: {
          InputPathsMap: { ward: "$.detail.ward", n: "$.detail.n" },
          InputTemplate: '{"w": <ward>, "n": <n>, "rule": "<aws.events.rule-name>"}',
        },
      },
      '{"w": "a", "n": 1, "rule": "patients"}',
    ],
  ])("is made as the target says: %j", async (target, body) => {
    const { put, received } = await openClinic({ target });
    await put({});
    expect(received()[0]?.body).toBe(body);
  });
});
