import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteArchiveCommand,
  DescribeArchiveCommand,
  EventBridgeClient,
  PutEventsCommand,
} from "@aws-sdk/client-eventbridge";
import { createCloud } from "@tributary/local-cloud/cloud";
import { inProcess } from "@tributary/local-cloud/drivers/in-process";
import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { eventsService } from "@tributary/local-cloud/services/events/service";
import { expect, test } from "vitest";
import { eraseArchive } from "./erase-archive.ts";

const ArchiveName = "clinical";
const DAY_MS = 24 * 60 * 60 * 1000;

async function makeArchive({ RetentionDays = 30 } = {}) {
  const clock = virtualClock(Date.parse("2026-01-01T08:00:00.500Z"));
  const cloud = createCloud({
    ...{ services: [eventsService], storage: "memory", region: "us-east-1", account: "000000000000", clock },
  });
  const events = new EventBridgeClient({
    ...{ region: "us-east-1", endpoint: "http://local", maxAttempts: 1, requestHandler: inProcess(cloud) },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const { EventBusArn } = await events.send(new CreateEventBusCommand({ Name: "clinical" }));
  const settings = { EventSourceArn: EventBusArn, Description: "All of it", EventPattern: '{"source":["a"]}' };
  await events.send(
    new CreateArchiveCommand({ ...{ ArchiveName, RetentionDays, KmsKeyIdentifier: "alias/data" }, ...settings }),
  );
  return {
    ...{ events, clock },
    look: (settledAt?: number, recreate = false) =>
      eraseArchive(ArchiveName, { events, now: clock.now, settledAt, recreate }),
    put: () =>
      events.send(
        new PutEventsCommand({ Entries: [{ EventBusName: "clinical", Source: "a", DetailType: "A", Detail: "{}" }] }),
      ),
    describe: () => events.send(new DescribeArchiveCommand({ ArchiveName })),
  };
}

test("may hold events until the last of them has been kept for its time, and a day more", async () => {
  const { look, clock } = await makeArchive();
  await clock.advance(DAY_MS);
  const settledAt = clock.now();
  expect(await look(settledAt)).toEqual({ problem: expect.stringContaining("until 2026-02-02") });
  expect(await look()).toEqual({ problem: expect.stringContaining("until 2026-02-02") });
  await clock.advance(30 * DAY_MS);
  expect(await look(settledAt)).toEqual({ problem: expect.any(String) });
  await clock.advance(DAY_MS);
  expect(await look(settledAt)).toEqual({});
});

test("may hold events for ever when it keeps them for ever", async () => {
  const { look, clock } = await makeArchive({ RetentionDays: 0 });
  const settledAt = clock.now() + DAY_MS;
  await clock.advance(10_000 * DAY_MS);
  expect(await look(settledAt)).toEqual({ problem: expect.stringContaining("for ever") });
});

test("holds none that was published before it was created, to the second", async () => {
  const { look, clock } = await makeArchive();
  expect(await look(clock.now())).toEqual({});
  expect(await look(clock.now() + 1_000)).toEqual({ problem: expect.any(String) });
});

test("is re-created with the same settings, without its events", async () => {
  const { look, clock, describe, put } = await makeArchive();
  await put();
  const before = await describe();
  expect(before.EventCount).toBe(1);
  await clock.advance(DAY_MS);
  const settledAt = clock.now();
  expect(await look(settledAt, true)).toEqual({ note: "recreated: it holds no event of anybody now" });
  const { $metadata: _, ...after } = await describe();
  const { $metadata: __, ...same } = before;
  expect(after).toEqual({ ...same, CreationTime: expect.any(Date), EventCount: 0, SizeBytes: 0 });
  expect(await look(settledAt)).toEqual({});
});

test("is missed when a run died between its deletion and its creation", async () => {
  const { look, events } = await makeArchive();
  await events.send(new DeleteArchiveCommand({ ArchiveName }));
  expect(await look(0, true)).toEqual({ problem: "is not there: `sst refresh`, then `sst deploy`" });
});
