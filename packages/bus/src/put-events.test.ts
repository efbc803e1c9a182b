import { CreateEventBusCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { createCloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { AwsError } from "@tributary/local-cloud/kernel/aws-error";
import type { Faults } from "@tributary/local-cloud/kernel/service";
import { eventsService } from "@tributary/local-cloud/services/events/service";
import { sqsService } from "@tributary/local-cloud/services/sqs/service";
import { expect, test } from "vitest";
import { createPublisher } from "./publish.ts";
import { putEventsOn } from "./put-events.ts";
import { sampleEvent } from "./sample-contract-fixture.ts";

/** A publisher on a real client and a local bus, which fails as told. */
async function bench(faults: Faults = {}) {
  let accepted = 0;
  const cloud = createCloud({
    services: [eventsService, sqsService],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    faults,
    onActivity: ({ kind }) => {
      if (kind === "events:accepted") accepted++;
    },
  });
  const client = new EventBridgeClient({
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://local",
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  });
  await client.send(new CreateEventBusCommand({ Name: "clinical" }));
  let made = 0;
  const putEvents = putEventsOn(() => {
    made++;
    return client;
  });
  const publish = createPublisher({ putEvents, busName: "clinical", sleep: async () => {} });
  return { publish, accepted: () => accepted, made: () => made };
}

const events = Array.from({ length: 25 }, (_, n) => sampleEvent(n));

test("puts events on a bus through one client, made by the first call", async () => {
  const { publish, accepted, made } = await bench();
  expect(made()).toBe(0);
  const outcomes = await publish(events);
  await publish(events);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(events.map(() => "published"));
  expect(new Set(outcomes.map(outcome => outcome.outcome === "published" && outcome.busEventId)).size).toBe(25);
  expect([accepted(), made()]).toEqual([50, 1]);
});

test("reads the failed entries from a real answer, and retries only those", async () => {
  let entries = 0;
  const { publish, accepted } = await bench({
    entry: () => (entries++ % 3 === 0 ? { code: "ThrottlingException", message: "slow" } : undefined),
  });
  expect((await publish(events)).every(({ outcome }) => outcome === "published")).toBe(true);
  expect(accepted()).toBe(25);
});

test("retries a whole call that the service refused temporarily, not one that it refused for good", async () => {
  const refusing = (code: string) => {
    let calls = 0;
    const before = (_: string, operation: string) => {
      if (operation === "PutEvents" && calls++ === 0) throw new AwsError(code, "refused");
    };
    return bench({ before });
  };
  const throttled = await refusing("ThrottlingException");
  expect((await throttled.publish(events)).every(({ outcome }) => outcome === "published")).toBe(true);
  const denied = await refusing("AccessDeniedException");
  const outcomes = await denied.publish(events.slice(0, 11));
  const refusal = { outcome: "failed", code: "AccessDeniedException", attempts: 1, retryable: false };
  expect(outcomes).toEqual([
    ...Array.from({ length: 10 }, () => refusal),
    expect.objectContaining({ outcome: "published" }),
  ]);
});
