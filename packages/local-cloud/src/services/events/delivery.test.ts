import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DescribeArchiveCommand,
  DisableRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it } from "vitest";
import { type Cloud, createCloud } from "../../cloud.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { AwsError } from "../../kernel/aws-error.ts";
import { type VirtualClock, virtualClock } from "../../kernel/clock.ts";
import { seededRandom } from "../../kernel/random.ts";
import type { Activity, Faults } from "../../kernel/service.ts";
import { receiveFromQueue } from "../sqs/queue.ts";
import { sqsService } from "../sqs/service.ts";
import { putEntries } from "./put-entries.ts";
import { eventsService } from "./service.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:work";
const DEAD_LETTERS = "arn:aws:sqs:us-east-1:000000000000:dead";
const RULE = "arn:aws:events:us-east-1:000000000000:rule/clinic/patients";
const allow = (queue: string) =>
  JSON.stringify({
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queue,
        Condition: { ArnEquals: { "aws:SourceArn": RULE } },
      },
    ],
  });
const ENTRY: PutEventsRequestEntry = {
  EventBusName: "clinic",
  Source: "clinic.registry",
  DetailType: "PatientSeen",
  Detail: '{"ward":"a","n":1}',
};
const clouds: Cloud[] = [];

afterEach(async () => {
  await Promise.all(clouds.splice(0).map(cloud => cloud.stop()));
});

async function open(
  options: { target?: Partial<Target>; faults?: Faults; policy?: string; storage?: string; made?: boolean } = {},
) {
  const activities: Activity[] = [];
  const clock: VirtualClock = virtualClock();
  const cloud = createCloud({
    services: [eventsService, sqsService],
    storage: options.storage ?? "memory",
    region: "us-east-1",
    account: "000000000000",
    clock,
    random: seededRandom(7),
    faults: options.faults ?? {},
    onActivity: activity => activities.push(activity),
  });
  cloud.start();
  clouds.push(cloud);
  const client = {
    region: "us-east-1",
    endpoint: "http://local",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  };
  const events = new EventBridgeClient(client);
  const sqs = new SQSClient(client);
  if (!options.made) {
    await sqs.send(
      new CreateQueueCommand({ QueueName: "work", Attributes: { Policy: options.policy ?? allow(QUEUE) } }),
    );
    await sqs.send(new CreateQueueCommand({ QueueName: "dead", Attributes: { Policy: allow(DEAD_LETTERS) } }));
    await events.send(new CreateEventBusCommand({ Name: "clinic" }));
    await events.send(
      new PutRuleCommand({ Name: "patients", EventBusName: "clinic", EventPattern: '{"detail":{"ward":["a"]}}' }),
    );
    await events.send(
      new PutTargetsCommand({
        Rule: "patients",
        EventBusName: "clinic",
        Targets: [{ Id: "queue", Arn: QUEUE, DeadLetterConfig: { Arn: DEAD_LETTERS }, ...options.target }],
      }),
    );
  }
  return {
    cloud,
    clock,
    events,
    sqs,
    put: (...entries: Partial<PutEventsRequestEntry>[]) =>
      events.send(new PutEventsCommand({ Entries: entries.map(entry => ({ ...ENTRY, ...entry })) })),
    received: (queueArn = QUEUE) => receiveFromQueue(cloud.context, { queueArn, max: 10 }),
    count: (kind: string) => activities.filter(activity => activity.kind === kind).length,
  };
}

describe("an event that matches a rule", () => {
  it("reaches the rule's queue in its envelope", async () => {
    const { put, received } = await open();
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
    const { put, received } = await open();
    await put({ Detail: '{"ward":"a","n":12345678901234567890.5}' });
    expect(received()[0]?.body).toContain("12345678901234567890.5");
  });

  it("arrives in order with the others of its batch", async () => {
    const { put, received } = await open();
    await put(...Array.from({ length: 10 }, (_, n) => ({ Detail: `{"ward":"a","n":${n}}` })));
    expect(received().map(message => JSON.parse(message.body).detail.n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("is not delivered while the rule is disabled", async () => {
    const { put, received, events } = await open();
    await events.send(new DisableRuleCommand({ Name: "patients", EventBusName: "clinic" }));
    await put({});
    expect(received()).toEqual([]);
  });

  it("is rolled back with the transaction of its sender", async () => {
    const { cloud, received } = await open();
    const entry = { EventBusName: "clinic", Source: "s", DetailType: "d", Detail: '{"ward":"a"}' };
    expect(() =>
      cloud.context.store.transaction(() => {
        putEntries(cloud.context, [entry]);
        throw new Error("rolled back");
      }),
    ).toThrow("rolled back");
    expect(received()).toEqual([]);
  });

  it("goes on to another bus with its id", async () => {
    const { put, received, events } = await open();
    const arn = "arn:aws:events:us-east-1:000000000000:event-bus/clinic";
    await events.send(new PutRuleCommand({ Name: "forward", EventPattern: '{"source":["clinic.registry"]}' }));
    await events.send(new PutTargetsCommand({ Rule: "forward", Targets: [{ Id: "bus", Arn: arn }] }));
    const { Entries } = await put({ EventBusName: "default" });
    expect(received().map(message => JSON.parse(message.body).id)).toEqual([Entries?.[0]?.EventId]);
  });

  it("does not go round in a circle of buses", async () => {
    const { put, received, events, count } = await open();
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
    const { put, events } = await open();
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

describe("an entry", () => {
  it.each([
    [{ Source: undefined }, "InvalidArgument"],
    [{ DetailType: undefined }, "InvalidArgument"],
    [{ Detail: undefined }, "InvalidArgument"],
    [{ Detail: "{" }, "MalformedDetail"],
    [{ Detail: "[]" }, "MalformedDetail"],
    [{ Source: "aws.ec2" }, "NotAuthorizedForSourceException"],
  ])("that is not valid fails alone: %j", async (wrong, code) => {
    const { put, received } = await open();
    const { FailedEntryCount, Entries } = await put({}, wrong, {});
    expect(FailedEntryCount).toBe(1);
    expect(Entries?.map(entry => entry.ErrorCode)).toEqual([undefined, code, undefined]);
    expect(received()).toHaveLength(2);
  });

  it("fails alone when told to", async () => {
    const fault = { code: "InternalFailure", message: "no" };
    const { put } = await open({
      faults: { entry: (_s, _o, entry) => ((entry as PutEventsRequestEntry).Source === "x" ? fault : undefined) },
    });
    const { Entries } = await put({ Source: "x" }, {});
    expect(Entries?.map(entry => entry.ErrorCode)).toEqual(["InternalFailure", undefined]);
  });

  it("for a bus that does not exist is accepted and dropped, visibly", async () => {
    const { put, count } = await open();
    expect((await put({ EventBusName: "nowhere" })).FailedEntryCount).toBe(0);
    expect(count("events:dropped")).toBe(1);
  });

  it("too many, or more than fit, fail the request", async () => {
    const { put } = await open();
    const refused = expect.objectContaining({ name: "ValidationException" });
    await expect(put(...Array.from({ length: 11 }, () => ({})))).rejects.toEqual(refused);
    await expect(put({ Detail: JSON.stringify({ text: "x".repeat(1_048_576) }) })).rejects.toEqual(refused);
  });
});

describe("a delivery that fails", () => {
  const throttled = new AwsError("ThrottlingException", "slow down");
  const failing = (times: number): Faults => {
    let left = times;
    return {
      before: (service, operation) => {
        if (service === "sqs" && operation === "SendMessage" && left-- > 0) throw throttled;
      },
    };
  };

  it("is retried until it succeeds", async () => {
    const { put, received, cloud, clock, count } = await open({ faults: failing(3) });
    await put({});
    expect(received()).toEqual([]);
    expect(cloud.pending()).toEqual({ events: 1 });
    await clock.advance(60_000);
    expect(received()).toHaveLength(1);
    expect(cloud.pending()).toEqual({});
    expect(count("events:retried")).toBe(3);
  });

  it("goes to the dead-letter queue after the last attempt, with AWS's attributes", async () => {
    const target = { RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 } };
    const { put, received, clock } = await open({ faults: failing(99), target });
    const { Entries } = await put({});
    await clock.advance(60_000);
    const [message] = received(DEAD_LETTERS);
    expect(JSON.parse(message?.body ?? "").id).toBe(Entries?.[0]?.EventId);
    const attributes = Object.entries(message?.messageAttributes ?? {}).map(([name, value]) => [
      name,
      value.StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      RULE_ARN: RULE,
      TARGET_ARN: QUEUE,
      ERROR_CODE: "THROTTLING",
      ERROR_MESSAGE: "slow down",
      RETRY_ATTEMPTS: "2",
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
    });
  });

  it("goes to the dead-letter queue when the event is too old", async () => {
    const target = { RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 60 } };
    const { put, received, clock } = await open({ faults: failing(Number.POSITIVE_INFINITY), target });
    await put({});
    await clock.advance(59_999);
    expect(received(DEAD_LETTERS)).toEqual([]);
    await clock.advance(1);
    const [message] = received(DEAD_LETTERS);
    expect(message?.messageAttributes.EXHAUSTED_RETRY_CONDITION?.StringValue).toBe("MaximumEventAgeInSeconds");
  });

  it("is not retried when the queue's policy does not allow it", async () => {
    const { put, received } = await open({ policy: "" });
    await put({});
    expect(received(DEAD_LETTERS)[0]?.messageAttributes.ERROR_CODE?.StringValue).toBe("NO_PERMISSIONS");
  });

  it("is not retried when there is no such queue", async () => {
    const { put, received } = await open({ target: { Arn: `${QUEUE}-gone` } });
    await put({});
    expect(received(DEAD_LETTERS)[0]?.messageAttributes.ERROR_CODE?.StringValue).toBe("NO_RESOURCE");
  });

  it("is counted as dropped without a dead-letter queue", async () => {
    const { put, count } = await open({ target: { Arn: `${QUEUE}-gone`, DeadLetterConfig: undefined } });
    await put({});
    expect(count("events:dropped")).toBe(1);
  });

  it("is still to be made after a restart", async () => {
    const storage = mkdtempSync(join(tmpdir(), "tributary-events-"));
    try {
      const before = await open({ storage, faults: failing(1) });
      await before.put({});
      await before.cloud.stop();
      clouds.splice(0);
      const after = await open({ storage, made: true });
      expect(after.cloud.pending()).toEqual({ events: 1 });
      await after.clock.advance(2000);
      expect(after.received()).toHaveLength(1);
    } finally {
      for (const cloud of clouds.splice(0)) await cloud.stop();
      rmSync(storage, { recursive: true });
    }
  });
});

describe("faults of delivery", () => {
  it("deliver more than once", async () => {
    const { put, received } = await open({ faults: { deliver: () => ({ copies: 3 }) } });
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
    const { put, received, clock } = await open({ faults: { deliver } });
    await put({ Detail: '{"ward":"a","n":1}' }, { Detail: '{"ward":"a","n":2}' });
    await clock.advance(500);
    expect(received().map(message => JSON.parse(message.body).detail.n)).toEqual([2, 1]);
  });
});

describe("what a target gets", () => {
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
    const { put, received } = await open({ target });
    await put({});
    expect(received()[0]?.body).toBe(body);
  });
});
