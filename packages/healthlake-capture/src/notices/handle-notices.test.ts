import { receiveMessages } from "@tributary/bus/receive-messages";
import { fhirNotice } from "@tributary/change-event/fhir-notice";
import type { WrittenVersion } from "@tributary/local-cloud/services/healthlake/behaviour";
import { PLACE } from "@tributary/testkit/open-healthlake";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LEASE_MS } from "../ledger/ledger.ts";
import { messagesOf, openSourceStore, sqsBatch } from "../source-fixture.ts";
import { type SourceBench, type SourceConditions, sourceSuite } from "../source-suite.ts";
import type { PublishVersions } from "../versions/publish-versions.ts";
import type { Bucket, EventNumbers } from "./event-numbers.ts";
import { handleNotices } from "./handle-notices.ts";
import { memoryEventNumbers } from "./memory-event-numbers.ts";
import { subscribeDatastore } from "./subscribe-datastore.ts";

const busArn = `arn:aws:events:${PLACE.region}:${PLACE.account}:event-bus/notices`;

/** A data store whose subscription tells a bus; a queue; and the receiver. */
async function openSubscription(conditions: SourceConditions = {}) {
  const store = openSourceStore({ ...conditions, behaviour: { cloudTrail: false, ...conditions.behaviour } });
  const { cloud, clock, client, publishVersions, quarantine, log } = store;
  const statement = {
    Sid: "HealthLake",
    Effect: "Allow",
    Principal: { Service: "healthlake.amazonaws.com" },
    Action: "events:PutEvents",
    Resource: busArn,
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  cloud.context.call("events", "CreateEventBus", { Name: "notices" });
  cloud.context.call("events", "PutPermission", { EventBusName: "notices", Policy });
  const messages = messagesOf(cloud, "notices");
  await subscribeDatastore(client, busArn);
  await clock.advance(1_000);

  const checks: Bucket[] = [];
  const eventNumbers = memoryEventNumbers(async bucket => void checks.push(bucket));
  const receive = receiveMessages({
    service: "healthlake-changes",
    decode: fhirNotice,
    handle: handleNotices,
    dependencies: () => ({ publishVersions, eventNumbers, quarantine, log }),
  });
  let left: string[] = [];
  const bench: SourceBench = {
    client,
    published: store.published,
    pass: clock.advance,
    async settle() {
      for (let round = 0; round < 30; round++) {
        await clock.advance(LEASE_MS);
        left.push(...messages());
        if (left.length === 0 && Object.keys(cloud.pending()).length === 0) return;
        const batch = left.slice(0, 10);
        const { batchItemFailures } = await receive(sqsBatch(batch, clock.now()), {
          getRemainingTimeInMillis: () => 10_000,
        });
        const failed = batchItemFailures.map(({ itemIdentifier }) => batch[Number(itemIdentifier)]!);
        left = [...left.slice(10), ...failed];
      }
      throw new Error(`There are ${left.length} messages left.`);
    },
  };
  return { ...bench, checks, eventNumbers, store, messages };
}

sourceSuite(openSubscription, { seesDeletions: true });

test("misses the number of a notice that was lost, and no other", async () => {
  let told = 0;
  const source = await openSubscription({ behaviour: { notice: () => ({ copies: ++told === 2 ? 0 : 1 }) } });
  for (const id of ["a", "b", "c"]) await source.client.update({ resourceType: "Patient", id });
  await source.settle();
  expect(source.published().map(({ data }) => data.key.id)).toEqual(["a", "c"]);
  expect(source.checks).toEqual([{ subscriptionId: expect.any(String), bucket: 0 }]);
  expect(await source.eventNumbers.check(source.checks[0]!)).toMatchObject({ numbers: [1, 3] });
});

test("does not count a number as seen if it did not publish the change", async () => {
  const source = await openSubscription({
    beforePublish: () => {
      throw new Error("Killed.");
    },
  });
  await source.client.update({ resourceType: "Patient", id: "a" });
  await expect(source.settle()).rejects.toThrow("1 messages left");
  expect(source.checks).toEqual([]);
});

test("counts the numbers of published changes as seen, beside failed ones", async () => {
  const eventNumbers = memoryEventNumbers(async () => {});
  const notices = [1, 2].map(eventNumber => ({
    subscriptionId: "s",
    changes: [{ eventNumber, resourceType: "Patient", id: `p-${eventNumber}` }],
  }));
  const publishVersions: PublishVersions = async about =>
    about.map(({ id }) =>
      id === "p-1"
        ? { outcome: "failed", error: "ThrottlingException" }
        : { outcome: "done", published: [1], suppressed: 0 },
    );
  expect(await handleNotices(notices, { dependencies: { publishVersions, eventNumbers }, deadline: 0 })).toEqual([
    { outcome: "failed", error: "ThrottlingException" },
    { outcome: "done" },
  ]);
  expect(await eventNumbers.look({ subscriptionId: "s", bucket: 0 })).toMatchObject({ numbers: [2] });
});

test("has a notice come again whose changes got no outcome", async () => {
  const eventNumbers = memoryEventNumbers(async () => {});
  const notice = { subscriptionId: "s", changes: [{ eventNumber: 1, resourceType: "Patient", id: "a" }] };
  const dependencies = { publishVersions: async () => [], eventNumbers };
  expect(await handleNotices([notice], { dependencies, deadline: 0 })).toEqual([
    { outcome: "failed", error: "NoOutcome" },
  ]);
  expect(await eventNumbers.look({ subscriptionId: "s", bucket: 0 })).toBeUndefined();
});

test("counts numbers as seen while their changes are confirmed, and those that failed then afterwards", async () => {
  const numbers = memoryEventNumbers(async () => {});
  const notices = [1, 2, 3].map(eventNumber => ({
    subscriptionId: "s",
    changes: [{ eventNumber, resourceType: "Patient", id: `p-${eventNumber}` }],
  }));
  const bucket = { subscriptionId: "s", bucket: 0 };
  const done = { outcome: "done", published: [1], suppressed: 0 } as const;
  const failed = { outcome: "failed", error: "ThrottlingException" } as const;
  for (const fails of [false, true]) {
    const asked: number[] = [];
    const eventNumbers: EventNumbers = {
      ...numbers,
      async seen(all) {
        asked.push(all.length);
        if (fails && asked.length === 1) throw new Error("The connection was reset.");
        await numbers.seen(all);
      },
    };
    const publishVersions: PublishVersions = async (_, { published } = {}) => {
      await published?.([done, undefined, failed]);
      return [done, done, failed];
    };
    const outcomes = await handleNotices(notices, { dependencies: { publishVersions, eventNumbers }, deadline: 0 });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["done", "done", "failed"]);
    expect(asked).toEqual(fails ? [1, 2] : [1, 1]);
    expect(await numbers.look(bucket)).toMatchObject({ numbers: [1, 2] });
  }
});

describe("a history that lags", () => {
  const changesOf = ({ published }: SourceBench) =>
    published().map(({ data }) => `${data.key.id} ${data.versionId} ${data.change}`);

  test("hides no second life of a resource that is deleted again before the first deletion was known", async () => {
    const source = await openSubscription({ behaviour: { historyLagMs: 30_000 } });
    await source.client.update({ resourceType: "Patient", id: "a" });
    await source.client.delete("Patient", "a");
    await source.pass(29_000);
    await source.client.update({ resourceType: "Patient", id: "a" });
    await source.client.delete("Patient", "a");
    // The first deletion is shown, and the second is not.
    await source.pass(2_000);
    await source.settle();
    expect(changesOf(source)).toEqual(["a 1 created", "a 2 deleted", "a 3 created", "a 4 deleted"]);
  });

  const step = fc.record({
    id: fc.constantFrom("a", "b"),
    isDeletion: fc.boolean(),
    afterMs: fc.nat(30_000),
    lagMs: fc.nat(60_000),
    settles: fc.boolean(),
  });

  test("omits no version, whatever is written, deleted and notified while it lags", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 10 }),
        fc.infiniteStream(fc.record({ copies: fc.integer({ min: 1, max: 2 }), delayMs: fc.nat(20_000) })),
        async (steps, fates) => {
          const lags = new Map<string, number>();
          const behaviour = {
            historyLagMs: ({ id, versionId }: WrittenVersion) => lags.get(`${id} ${versionId}`) ?? 0,
            notice: () => fates.next().value ?? {},
          };
          const source = await openSubscription({ behaviour });
          const written: string[] = [];
          const lives = new Map<string, { versions: number; isThere: boolean }>();
          for (const { id, isDeletion, afterMs, lagMs, settles } of steps) {
            const { versions, isThere } = lives.get(id) ?? { versions: 0, isThere: false };
            if (isDeletion && !isThere) continue;
            lives.set(id, { versions: versions + 1, isThere: !isDeletion });
            lags.set(`${id} ${versions + 1}`, lagMs);
            if (isDeletion) await source.client.delete("Patient", id);
            else await source.client.update({ resourceType: "Patient", id });
            written.push(`${id} ${versions + 1} ${isDeletion ? "deleted" : isThere ? "updated" : "created"}`);
            await source.pass(1 + afterMs);
            if (settles) await source.settle();
          }
          await source.settle();
          const ofEach = (changes: readonly string[]) =>
            ["a", "b"].map(id => changes.filter(one => one.startsWith(id)));
          expect(ofEach(changesOf(source))).toEqual(ofEach(written));
        },
      ),
      { numRuns: 40 },
    );
  });
});

test("quarantines messages that are not notices, and handles the rest", async () => {
  const { store, ...source } = await openSubscription();
  const receive = receiveMessages({
    service: "healthlake-changes",
    decode: fhirNotice,
    handle: handleNotices,
    dependencies: () => ({ ...store, eventNumbers: source.eventNumbers }),
  });
  await source.client.update({ resourceType: "Patient", id: "a" });
  await source.pass(1_000);
  const [notice = ""] = source.messages();
  const garbage = JSON.stringify({ source: "aws.healthlake", detail: { patient: "Chalmers" } });
  const remaining = { getRemainingTimeInMillis: () => 10_000 };
  expect(await receive(sqsBatch([garbage, notice, "{"]), remaining)).toEqual({ batchItemFailures: [] });
  expect(source.published()).toHaveLength(1);
  expect(store.quarantined.reports.map(({ violations }) => violations)).toEqual([
    [{ pointer: "/detail", keyword: "contains" }],
    [{ pointer: "", keyword: "format" }],
  ]);
  expect(JSON.stringify([store.logged, store.quarantined.reports])).not.toContain("Chalmers");
});
