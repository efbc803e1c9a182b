import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { MOST_CLAIMED_BYTES } from "@tributary/contract/claim-check";
import { memoryIdempotency } from "@tributary/delivery/memory-idempotency";
import { memoryQuarantine } from "@tributary/delivery/memory-quarantine";
import type { PayloadStore } from "@tributary/delivery/payload-store";
import { s3PayloadStore } from "@tributary/delivery/s3-payload-store";
import { createCloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { eventsService } from "@tributary/local-cloud/services/events/service";
import { s3Service } from "@tributary/local-cloud/services/s3/service";
import { sqsService } from "@tributary/local-cloud/services/sqs/service";
import type { SQSRecord } from "aws-lambda";
import { expect, test } from "vitest";
import { createPublisher } from "./publish.ts";
import { putEventsOn } from "./put-events.ts";
import { type CountedDetail, sampleContract, sampleEvent } from "./sample-contract-fixture.ts";
import { subscribe } from "./subscribe.ts";

const contract = sampleContract("Counted", { claimCheck: true });
const padding = (bytes: number) => "ä".repeat(bytes / 2);
const large = (n: number, bytes = 300_000) => ({ ...sampleEvent(n, { n, padding: padding(bytes) }), contract });
const small = (n: number) => ({ ...sampleEvent(n), contract });

/** Bus, rule, queue and bucket with real clients, and a service on the queue; S3 refuses what `refuses` says. */
async function bench() {
  let refuses = (_operation: string): string | undefined => undefined;
  const clock = virtualClock(Date.parse("2026-01-01T00:00:00Z"));
  const cloud = createCloud({
    services: [eventsService, sqsService, s3Service],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    clock,
    faults: {
      before(_, operation) {
        const code = refuses(operation);
        if (code !== undefined) throw new AwsError(code, "refused", { status: code === "SlowDown" ? 503 : 403 });
      },
    },
  });
  const config = {
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://local",
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  };
  const [events, sqs] = [new EventBridgeClient(config), new SQSClient({ ...config, useQueueUrlAsEndpoint: false })];
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "payloads" }));
  await events.send(new CreateEventBusCommand({ Name: "sample" }));
  const Statement = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage" };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ ...Statement, Resource: "*" }] });
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "work", Attributes: { Policy } }));
  const rule = { EventBusName: "sample", Rule: "work" };
  const EventPattern = JSON.stringify({ source: [contract.source], "detail-type": [contract.detailType] });
  await events.send(new PutRuleCommand({ EventBusName: "sample", Name: "work", EventPattern }));
  await events.send(
    new PutTargetsCommand({ ...rule, Targets: [{ Id: "q", Arn: "arn:aws:sqs:us-east-1:000000000000:work" }] }),
  );
  const payloads: PayloadStore = s3PayloadStore({ bucket: "payloads", s3 });
  const publish = createPublisher({
    putEvents: putEventsOn(() => events),
    busName: "sample",
    payloads,
    sleep: async () => {},
    maxAttempts: 3,
  });

  const handled: CountedDetail["data"][] = [];
  const aside = memoryQuarantine();
  const consume = subscribe({
    service: "sample",
    receives: {
      "Counted.v1": { contract, bus: "sample", delivery: { order: "sequence", dedupe: "eventId" } },
    } as const,
    handlers: { "Counted.v1": async ({ data }) => void handled.push(data) },
    dependencies: () => ({
      payloads,
      idempotency: memoryIdempotency(() => clock.now()),
      quarantine: aside.quarantine,
      log: { info() {}, warn() {}, error() {} },
    }),
  });
  /** The bodies that wait in the queue. */
  async function waiting(): Promise<string[]> {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body = "" }) => Body);
  }
  const receive = async (...bodies: string[]) => {
    const Records = bodies.map((body, n) => ({ messageId: `m${n}`, body, attributes: {} }) as SQSRecord);
    const { batchItemFailures } = await consume({ Records }, { getRemainingTimeInMillis: () => 10_000 });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  const objects = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "payloads" }));
    return Contents.map(({ Key = "" }) => Key);
  };
  return {
    publish,
    waiting,
    receive,
    handled,
    aside,
    objects,
    refuse: (decide: typeof refuses) => {
      refuses = decide;
    },
    overwrite: async (text: string) => {
      for (const Key of await objects()) await s3.send(new PutObjectCommand({ Bucket: "payloads", Key, Body: text }));
    },
    remove: async () => {
      for (const Key of await objects()) await s3.send(new DeleteObjectCommand({ Bucket: "payloads", Key }));
    },
  };
}

const violated = ({ reports }: Awaited<ReturnType<typeof bench>>["aside"]) =>
  reports.flatMap(({ violations }) => violations.map(({ pointer, keyword }) => `${pointer} ${keyword}`));

test("delivers data too large for the bus unchanged to the handler, and small data within the event", async () => {
  const { publish, waiting, receive, handled, objects } = await bench();
  const events = [small(1), large(2), small(3)];
  expect((await publish(events)).map(({ outcome }) => outcome)).toEqual(["published", "published", "published"]);
  const bodies = await waiting();
  expect(bodies).toHaveLength(3);
  for (const body of bodies) expect(body.length).toBeLessThan(2_000);
  expect(bodies.join()).not.toContain(padding(20));
  expect(await objects()).toEqual([expect.stringMatching(/^Counted\.v1\/[0-9a-f]{32}\/[0-9a-f]{64}\.json$/)]);
  expect(await receive(...bodies)).toEqual([]);
  expect(handled.sort((a, b) => a.n - b.n)).toEqual(events.map(({ data }) => data));
});

test("puts the same event with the same data at the same place, and other data at another", async () => {
  const { publish, objects } = await bench();
  await publish([large(1)]);
  await publish([large(1)]);
  expect(await objects()).toHaveLength(1);
  await publish([large(1, 310_000)]);
  expect(await objects()).toHaveLength(2);
});

test("handles a repetition once", async () => {
  const { publish, waiting, receive, handled } = await bench();
  await publish([large(1), large(1)]);
  const bodies = await waiting();
  expect(await receive(...bodies)).toEqual([]);
  expect(await receive(...bodies)).toEqual([]);
  expect(handled).toHaveLength(1);
});

test("fails only the event whose data could not be stored, and publishes no event without its data", async () => {
  const { publish, waiting, refuse, objects } = await bench();
  refuse(operation => (operation === "PutObject" ? "AccessDenied" : undefined));
  expect(await publish([small(1), large(2), small(3)])).toMatchObject([
    { outcome: "published" },
    { outcome: "failed", code: "AccessDenied", attempts: 1, retryable: false },
    { outcome: "published" },
  ]);
  expect([(await waiting()).length, await objects()]).toEqual([2, []]);
});

test("retries storing data, within the attempts of their event", async () => {
  const { publish, waiting, refuse } = await bench();
  let tries = 0;
  refuse(operation => (operation === "PutObject" && ++tries < 3 ? "SlowDown" : undefined));
  expect(await publish([large(1)])).toMatchObject([{ outcome: "published" }]);
  expect([tries, (await waiting()).length]).toEqual([3, 1]);
  refuse(operation => (operation === "PutObject" ? "SlowDown" : undefined));
  expect(await publish([large(2)])).toMatchObject([
    { outcome: "failed", code: "SlowDown", attempts: 3, retryable: true },
  ]);
});

test("stores data once even when the bus call is retried", async () => {
  const { publish, refuse } = await bench();
  const calls: string[] = [];
  refuse(operation => {
    calls.push(operation);
    return operation === "PutEvents" && calls.filter(each => each === operation).length < 2
      ? "ThrottlingException"
      : undefined;
  });
  expect(await publish([large(1)])).toMatchObject([{ outcome: "published" }]);
  expect(calls).toEqual(["PutObject", "PutEvents", "PutEvents", "SendMessage"]);
});

test("redelivers an event whose data are missing or denied, until they are there", async () => {
  const { publish, waiting, receive, handled, aside, refuse, remove } = await bench();
  await publish([large(1)]);
  const bodies = await waiting();
  refuse(operation => (operation === "GetObject" ? "AccessDenied" : undefined));
  expect(await receive(...bodies)).toEqual(["m0"]);
  refuse(() => undefined);
  await remove();
  expect(await receive(...bodies)).toEqual(["m0"]);
  await publish([large(1)]);
  expect(await receive(...bodies)).toEqual([]);
  expect([handled.length, aside.reports]).toEqual([1, []]);
});

test.each([
  [
    "other data of the same size",
    JSON.stringify({ n: 1, padding: `x${padding(299_998)}x` }),
    "/claimCheck/sha256 const",
  ],
  ["less", "{}", "/claimCheck/bytes const"],
  ["more", "x".repeat(400_000), "/claimCheck/bytes const"],
])("quarantines an event where %s are in the store, and tells no value", async (_what, text, violation) => {
  const { publish, waiting, receive, handled, aside, overwrite } = await bench();
  await publish([large(1)]);
  await overwrite(text);
  expect(await receive(...(await waiting()))).toEqual([]);
  expect([handled, violated(aside)]).toEqual([[], [violation]]);
  expect(aside.reports[0]).toMatchObject({ contract: "Counted.v1" });
});

test("validates the data as if they were in the event", async () => {
  const { publish, waiting, receive, handled, aside } = await bench();
  const loose = { ...contract, strict: contract.tolerant };
  await publish([
    {
      ...sampleEvent(1),
      contract: { ...loose, strict: value => ({ valid: true, value }) as never },
      data: { n: "1", padding: padding(300_000) },
    },
  ]);
  expect(await receive(...(await waiting()))).toEqual([]);
  expect([handled, violated(aside)]).toEqual([[], ["/data/n type"]]);
});

test.each([
  [{ sha256: "a".repeat(64), bytes: 0 }],
  [{ sha256: "a".repeat(64), bytes: MOST_CLAIMED_BYTES + 1 }],
  [{ sha256: "A".repeat(64), bytes: 5 }],
  [{ sha256: `../${"a".repeat(61)}`, bytes: 5 }],
  [{ bytes: 5 }],
  ["s3://elsewhere/x"],
  [null],
])("refuses a claim check that no sender makes: %j", async claimCheck => {
  const { receive, aside, refuse } = await bench();
  refuse(operation => (operation === "GetObject" ? "Asked" : undefined));
  const detail = { metadata: { eventId: "0".repeat(32) }, claimCheck };
  expect(await receive(JSON.stringify({ source: contract.source, "detail-type": "Counted.v1", detail }))).toEqual([]);
  expect(violated(aside)).toEqual(["/claimCheck type"]);
});

test("never builds a key from an invalid event id", async () => {
  const { receive, aside } = await bench();
  for (const eventId of ["../other", "", undefined, "0".repeat(33)]) {
    const detail = { metadata: { eventId }, claimCheck: { sha256: "a".repeat(64), bytes: 5 } };
    expect(await receive(JSON.stringify({ source: contract.source, "detail-type": "Counted.v1", detail }))).toEqual([]);
  }
  expect(violated(aside)).toEqual(Array(4).fill("/metadata/eventId pattern"));
});

test("accepts a bare detail, if the target passes on nothing else", async () => {
  const { publish, waiting, receive, handled } = await bench();
  await publish([large(1)]);
  const [body = ""] = await waiting();
  expect(await receive(JSON.stringify(JSON.parse(body).detail))).toEqual([]);
  expect(handled).toHaveLength(1);
});

test("leaves an event oversize without claimCheck in its contract, without a store, or with too many data", async () => {
  const { publish, objects } = await bench();
  expect(await publish([sampleEvent(1, { n: 1, padding: padding(300_000) })])).toMatchObject([
    { outcome: "oversize", limit: 262_144 },
  ]);
  expect(await publish([large(1, MOST_CLAIMED_BYTES)])).toMatchObject([
    { outcome: "oversize", limit: MOST_CLAIMED_BYTES },
  ]);
  expect(await objects()).toEqual([]);
  const without = createPublisher({ putEvents: async () => [], busName: "sample" });
  expect(await without([large(1)])).toMatchObject([{ outcome: "oversize", limit: 262_144 }]);
});

test("uses the claim check when the bus would accept the event but a queue behind it would not", async () => {
  const { publish, objects } = await bench();
  const size = (bytes: number) => JSON.stringify(large(1, bytes).data).length;
  // By twos until the detail is as large as the bus allows but for a few bytes.
  const envelope = 262_144 - 1_000 - 400;
  await publish([large(1, envelope)]);
  expect(await objects()).toEqual([]);
  await publish([large(2, envelope + 700)]);
  expect(await objects()).toHaveLength(1);
  expect(size(envelope)).toBeLessThan(262_144);
});

test("requires a consumer of such events to have a store, once, at its first batch", async () => {
  const consume = subscribe({
    service: "sample",
    receives: { "Counted.v1": { contract, bus: "sample", delivery: { order: "none", dedupe: "none" } } } as const,
    handlers: { "Counted.v1": async () => {} },
    dependencies: () => ({ quarantine: memoryQuarantine().quarantine, log: { info() {}, warn() {}, error() {} } }),
  });
  await expect(consume({ Records: [] }, { getRemainingTimeInMillis: () => 1 })).rejects.toThrow(
    "Counted.v1 may travel by claim check: give the dependencies a payload store.",
  );
});
