import { hex32 } from "@tributary/bus/event-id";
import { receiveMessages } from "@tributary/bus/receive-messages";
import type { Faults } from "@tributary/local-cloud/kernel/service";
import { fhirError } from "@tributary/local-cloud/services/healthlake/fhir/outcome";
import { afterEach, describe, expect, test } from "vitest";
import { LEASE_MS } from "../ledger/ledger.ts";
import { memoryEventNumbers } from "../notices/memory-event-numbers.ts";
import { messagesOf, openSourceStore, sqsBatch } from "../source-fixture.ts";
import { type SourceBench, type SourceConditions, sourceSuite } from "../source-suite.ts";
import { handleWindows } from "./handle-windows.ts";
import { windowMessage } from "./window-message.ts";

/** A data store whose calls CloudTrail records, a queue of them and of what is to be looked at later, and the receiver. */
async function openTrail(conditions: SourceConditions = {}) {
  const store = openSourceStore(conditions);
  const { cloud, clock, client, publishVersions, quarantine, log, ledger, datastoreId } = store;
  const pattern = { source: ["aws.healthlake"], "detail-type": ["AWS API Call via CloudTrail"] };
  const records = messagesOf(cloud, "default", pattern);
  const later: { body: string; at: number }[] = [];
  const marks = new Set<string>();
  const eventNumbers = memoryEventNumbers(async () => {});
  const dependencies = {
    ...{ client, publishVersions, quarantine, log, ledger, datastoreId, eventNumbers, hash: hex32, now: clock.now },
    windowMarks: { has: async (name: string) => marks.has(name), put: async (name: string) => void marks.add(name) },
    sendWindowMessage: async (message: object, seconds: number) =>
      void later.push({ body: JSON.stringify(message), at: clock.now() + seconds * 1_000 }),
  };
  const receive = receiveMessages({
    service: "healthlake-changes",
    decode: windowMessage,
    handle: handleWindows,
    dependencies: () => dependencies,
  });
  let passes = 0;
  const bench: SourceBench = {
    client,
    published: store.published,
    pass: clock.advance,
    async settle() {
      for (let round = 0; round < 300; round++) {
        await clock.advance(LEASE_MS);
        later.push(...records().map(body => ({ body, at: 0 })));
        if (later.length === 0 && Object.keys(cloud.pending()).length === 0) return;
        const due = later.findIndex(({ at }) => at <= clock.now());
        if (due === -1) continue;
        const [message] = later.splice(due, 1);
        passes++;
        const { batchItemFailures } = await receive(sqsBatch([message!.body], clock.now()), {
          getRemainingTimeInMillis: () => 60_000,
        });
        if (batchItemFailures.length > 0) later.push(message!);
      }
      throw new Error(`There are ${later.length} messages left.`);
    },
  };
  return {
    ...store,
    bench,
    dependencies,
    later,
    marks,
    eventNumbers,
    send: (body: string) => later.push({ body, at: 0 }),
    passes: () => passes,
  };
}

sourceSuite(async conditions => (await openTrail(conditions)).bench, { seesDeletions: true });

const idsOf = ({ published }: SourceBench) => new Set(published().map(({ data }) => data.key.id));

/** A store without histories of types: HealthLake does not document their address. */
const withoutTypeHistories: Faults = {
  before: (service, operation, input) => {
    const { segments } = input as { readonly segments?: readonly string[] };
    if (service === "healthlake-fhir" && operation === "GetHistoryByResourceId" && segments?.length === 2)
      throw fhirError(404, "No such address.");
  },
};

let refusing = false;
afterEach(() => {
  refusing = false;
});
const refusingBasic: Faults = {
  before: (service, operation, input) => {
    const { segments } = input as { readonly segments?: readonly string[] };
    if (refusing && service === "healthlake-fhir" && operation.startsWith("Search") && segments?.[0] === "Basic")
      throw fhirError(400, "Not this type.");
  },
};

/** While the store refuses searches for Basic, and then once it does no more. */
async function expectOthersPublished({ bench, later }: Awaited<ReturnType<typeof openTrail>>): Promise<void> {
  refusing = true;
  await expect(bench.settle()).rejects.toThrow("messages left");
  expect(idsOf(bench)).toEqual(new Set(["a"]));
  expect(later.every(({ body }) => body.includes("Basic"))).toBe(true);
  refusing = false;
  await bench.settle();
  expect(idsOf(bench)).toEqual(new Set(["a", "b"]));
}

describe("a window", () => {
  test("has all its pages read, through a 429 and a 500, and what the index shows late is found by a later pass", async () => {
    const statuses = [429, 500];
    let writing = true;
    const { bench, client } = await openTrail({
      behaviour: { indexLagMs: ({ id }) => (id === "r-17" ? 50_000 : 500) },
      faults: {
        before: service => {
          const status = writing || service !== "healthlake-fhir" ? undefined : statuses.shift();
          if (status !== undefined) throw fhirError(status, "Not now.");
        },
      },
    });
    for (let number = 0; number < 250; number++) await client.update({ resourceType: "Patient", id: `r-${number}` });
    writing = false;
    await bench.settle();
    expect(idsOf(bench).size).toBe(250);
    expect(bench.published()).toHaveLength(250);
    expect(statuses).toEqual([]);
  });

  test("is searched once more much later, for what an index shows that lagged further than any pass waited", async () => {
    const { bench, client } = await openTrail({ behaviour: { indexLagMs: ({ id }) => (id === "late" ? 600_000 : 0) } });
    for (const id of ["soon", "late"]) await client.update({ resourceType: "Patient", id });
    await bench.settle();
    expect(idsOf(bench)).toEqual(new Set(["soon", "late"]));
  });

  test("is shared by the writes of ten seconds, and searched until it holds still", async () => {
    const { bench, client, passes } = await openTrail();
    for (let number = 0; number < 50; number++) await client.update({ resourceType: "Patient", id: `r-${number}` });
    await bench.settle();
    expect(idsOf(bench).size).toBe(50);
    // 50 records, of which one searches at once, two passes that find the same, and one much later.
    expect(passes()).toBeLessThanOrEqual(50 + 5);
  });

  test("is searched beyond its ends, by as much as clocks may differ, and no further", async () => {
    const { bench, client, clock, send } = await openTrail({ behaviour: { cloudTrail: false } });
    const began = clock.now();
    for (const id of ["early", "before", "within", "after", "late"]) {
      await client.update({ resourceType: "Patient", id });
      await clock.advance(2_000);
    }
    send(
      JSON.stringify({ kind: "window", resourceType: "Patient", from: began + 5_000, to: began + 6_000, passes: 0 }),
    );
    await bench.settle();
    expect([...idsOf(bench)].sort()).toEqual(["after", "before", "late", "within"]);
  });

  test("of a bundle with unknown types is searched for all of them", async () => {
    const { bench, client } = await openTrail({ behaviour: { supportedTypes: ["Basic", "Patient"] } });
    await client.transaction([
      { method: "PUT", url: "Patient/a", resource: { resourceType: "Patient", id: "a" } },
      { method: "PUT", url: "Basic/b", resource: { resourceType: "Basic", id: "b", code: { text: "x" } } },
    ]);
    await bench.settle();
    expect([...idsOf(bench)].sort()).toEqual(["a", "b"]);
  });

  test("of a bundle is searched for all types except those that the store refuses, which follow separately", async () => {
    const store = await openTrail({ behaviour: { supportedTypes: ["Basic", "Patient"] }, faults: refusingBasic });
    await store.client.update({ resourceType: "Basic", id: "b", code: { text: "x" } });
    await store.client.transaction([
      { method: "PUT", url: "Patient/a", resource: { resourceType: "Patient", id: "a" } },
      { method: "PUT", url: "Basic/b", resource: { resourceType: "Basic", id: "b", code: { text: "y" } } },
    ]);
    await expectOthersPublished(store);
  });

  test("of a deletion publishes unseen versions from the history", async () => {
    for (const behaviour of [{}, { historyLagMs: 60_000 }]) {
      const { bench, client, clock } = await openTrail({
        behaviour: { supportedTypes: ["Basic", "Patient"], ...behaviour },
      });
      await client.update({ resourceType: "Patient", id: "a" });
      await client.update({ resourceType: "Patient", id: "a", active: true });
      await client.delete("Patient", "a");
      await clock.advance(20_000);
      await client.transaction([
        { method: "PUT", url: "Basic/b", resource: { resourceType: "Basic", id: "b", code: { text: "x" } } },
      ]);
      await client.transaction([{ method: "DELETE", url: "Basic/b" }]);
      await bench.settle();
      expect(bench.published().map(({ data }) => `${data.key.id} ${data.versionId} ${data.change}`)).toEqual([
        "a 1 created",
        "a 2 updated",
        "a 3 deleted",
        "b 1 created",
        "b 2 deleted",
      ]);
      expect(new Set(bench.published().map(({ data }) => data.origin))).toEqual(new Set(["cloudtrail"]));
    }
  });

  test("of deletions reads a limited part of a history, and says what it left out", async () => {
    const { bench, client, clock, send, logged } = await openTrail({ behaviour: { cloudTrail: false } });
    const from = clock.now();
    await client.update({ resourceType: "Patient", id: "a" });
    await client.delete("Patient", "a");
    await clock.advance(10_000);
    const entries = Array.from({ length: 100 }, (_, index) => ({
      method: "PUT" as const,
      url: `Patient/b-${index}`,
      resource: { resourceType: "Patient" as const, id: `b-${index}` },
    }));
    for (let round = 0; round < 20; round++) await client.transaction(entries);
    const window = { resourceType: "Patient", deletions: true as const, from, to: from + 6_000, passes: 0 };
    send(JSON.stringify({ kind: "window", ...window }));
    await bench.settle();
    expect(bench.published()).toEqual([]);
    expect(logged.at(-1)).toMatchObject({ fields: { resourceType: "Patient", types: 1 } });
  });

  test("in which the store never answers is not taken for one without changes", async () => {
    let down = false;
    const { bench, client } = await openTrail({
      faults: {
        before: service => {
          if (down && service === "healthlake-fhir") throw fhirError(503, "Not now.");
        },
      },
    });
    await client.update({ resourceType: "Patient", id: "a" });
    down = true;
    await expect(bench.settle()).rejects.toThrow("messages left");
    expect(bench.published()).toEqual([]);
    down = false;
    await bench.settle();
    expect(idsOf(bench)).toEqual(new Set(["a"]));
  });
});

test("missing numbers of a subscription trigger a search of the time around them", async () => {
  const { bench, client, clock, eventNumbers, send } = await openTrail({ behaviour: { cloudTrail: false } });
  await client.update({ resourceType: "Patient", id: "lost" });
  const at = new Date(clock.now()).toISOString();
  const change = (eventNumber: number) => ({ eventNumber, resourceType: "Patient", id: "x", at });
  await eventNumbers.seen([{ subscriptionId: "s", changes: [change(1), change(3)] }]);
  send(JSON.stringify({ kind: "gap-check", subscriptionId: "s", bucket: 0 }));
  await bench.settle();
  expect(bench.published().map(({ data }) => [data.key.id, data.origin])).toEqual([["lost", "subscription"]]);
  expect((await eventNumbers.look({ subscriptionId: "s", bucket: 0 }))?.numbers).toEqual([1, 2, 3]);
});

test("unexplained missing numbers trigger one comparison of the store for all that arrive together", async () => {
  const { bench, client, clock, eventNumbers, send, passes, logged } = await openTrail({
    behaviour: { cloudTrail: false },
    faults: withoutTypeHistories,
  });
  const { versionId } = await client.update({ resourceType: "Patient", id: "a" });
  await client.update({ resourceType: "Patient", id: "b" });
  send(JSON.stringify({ kind: "reconcile" }));
  await bench.settle();
  await client.delete("Patient", "a");
  const at = new Date(clock.now()).toISOString();
  const change = (eventNumber: number) => ({ eventNumber, resourceType: "Patient", id: "x", at });
  const subscriptions = ["s", "t"];
  for (const subscriptionId of subscriptions) {
    await eventNumbers.seen([{ subscriptionId, changes: [change(1), change(3)] }]);
    send(JSON.stringify({ kind: "gap-check", subscriptionId, bucket: 0 }));
  }
  const before = passes();
  await bench.settle();
  const deletions = bench.published().filter(({ data }) => data.change === "deleted");
  expect(deletions.map(({ data }) => [data.key.id, data.origin])).toEqual([["a", "reconcile"]]);
  expect(deletions[0]?.data.versionId).not.toBe(versionId);
  expect(passes() - before).toBe(subscriptions.length + 1);
  expect(logged.map(({ message }) => message)).toContain(
    "Histories of types were refused or too long; a comparison has the rest",
  );
});

test("type histories explain missing numbers of resources created and deleted, without a comparison", async () => {
  const { bench, client, clock, eventNumbers, send, passes } = await openTrail({ behaviour: { cloudTrail: false } });
  await client.update({ resourceType: "Patient", id: "a" });
  await client.delete("Patient", "a");
  // What is known already explains a number as well.
  await client.update({ resourceType: "Patient", id: "known" });
  const at = new Date(clock.now()).toISOString();
  const change = (eventNumber: number) => ({ eventNumber, resourceType: "Patient", id: "x", at });
  for (const last of [5, 7]) {
    await eventNumbers.seen([{ subscriptionId: "s", changes: [change(1), change(last)] }]);
    send(JSON.stringify({ kind: "gap-check", subscriptionId: "s", bucket: 0 }));
    await bench.settle();
  }
  expect(bench.published().map(({ data }) => `${data.key.id} ${data.versionId} ${data.change}`)).toEqual([
    "known 1 created",
    "a 1 created",
    "a 2 deleted",
  ]);
  expect(passes()).toBe(2);
});

test("a deletion is missed also when a search explains some of the missing numbers", async () => {
  const { bench, client, clock, eventNumbers, send } = await openTrail({
    behaviour: { cloudTrail: false },
    faults: withoutTypeHistories,
  });
  await client.update({ resourceType: "Patient", id: "a" });
  send(JSON.stringify({ kind: "reconcile" }));
  await bench.settle();
  await client.delete("Patient", "a");
  await client.update({ resourceType: "Patient", id: "lost" });
  const at = new Date(clock.now()).toISOString();
  const change = (eventNumber: number) => ({ eventNumber, resourceType: "Patient", id: "x", at });
  await eventNumbers.seen([{ subscriptionId: "s", changes: [change(1), change(4)] }]);
  send(JSON.stringify({ kind: "gap-check", subscriptionId: "s", bucket: 0 }));
  await bench.settle();
  expect(bench.published().map(({ data }) => [data.key.id, data.change, data.origin])).toEqual([
    ["a", "created", "reconcile"],
    ["lost", "created", "subscription"],
    ["a", "deleted", "reconcile"],
  ]);
});

test("a whole missing bucket of numbers also triggers a look at the bucket before", async () => {
  const { bench, clock, eventNumbers, send } = await openTrail({ behaviour: { cloudTrail: false } });
  const at = new Date(clock.now()).toISOString();
  await eventNumbers.seen([
    { subscriptionId: "s", changes: [{ eventNumber: 600, resourceType: "Patient", id: "x", at }] },
  ]);
  send(JSON.stringify({ kind: "gap-check", subscriptionId: "s", bucket: 1 }));
  await bench.settle();
  const known = [0, 1].map(async bucket => (await eventNumbers.look({ subscriptionId: "s", bucket }))?.numbers.length);
  expect(await Promise.all(known)).toEqual([255, 256]);
});

test.each([
  ["of another data store", { datastoreId: "another" }],
  ["of what subscriptions are made of", { resourceType: "SubscriptionTopic" }],
])("a record %s has nothing searched", async (_what, more) => {
  const { dependencies, clock, datastoreId, later, marks } = await openTrail();
  const write = { datastoreId, resourceType: "Patient", isDeletion: false, at: clock.now(), ...more };
  await handleWindows([{ kind: "write", write }], { dependencies, deadline: clock.now() + 60_000 });
  expect([later, [...marks]]).toEqual([[], []]);
});

test("a comparison continues past a type that the store refuses, which follows separately", async () => {
  const cloudTrail = false;
  const store = await openTrail({
    behaviour: { supportedTypes: ["Basic", "Patient"], cloudTrail },
    faults: refusingBasic,
  });
  await store.client.update({ resourceType: "Patient", id: "a" });
  await store.client.update({ resourceType: "Basic", id: "b", code: { text: "x" } });
  store.send(JSON.stringify({ kind: "reconcile" }));
  await expectOthersPublished(store);
});

test("comparisons for gaps wait for the running one, one for all", async () => {
  const { dependencies, client, clock, later } = await openTrail({ behaviour: { cloudTrail: false } });
  for (let number = 0; number < 400; number++) {
    await client.update({ resourceType: "Patient", id: `p-${number}` });
    await clock.advance(10);
  }
  await clock.advance(60_000);
  const handle = async (message: object) => {
    const read = windowMessage(message);
    if (!read.valid) throw new Error("The message is malformed.");
    // No time but for one page.
    await handleWindows([read.value], { dependencies, deadline: clock.now() + 30_000 });
  };
  const take = () => later.splice(0).map(({ body, at }) => ({ ...JSON.parse(body), at }));
  await handle({ kind: "reconcile" });
  const [slice] = take();
  expect(slice).toMatchObject({ cursor: expect.anything() });

  for (const _gap of [1, 2, 3]) await handle({ kind: "reconcile", forGaps: true });
  const [waiting, ...more] = take();
  expect([waiting, more]).toEqual([{ kind: "reconcile", forGaps: true, at: expect.any(Number) }, []]);
  expect(waiting.at).toBeGreaterThan(clock.now());
  await clock.advance(waiting.at - clock.now());
  // It waits on while slices come.
  await handle(waiting);
  expect(take()).toMatchObject([{ forGaps: true }]);
  await handle(slice);
  expect(take()).toMatchObject([{ cursor: expect.anything() }]);
  await clock.advance(2 * 900_000);
  await handle(waiting);
  expect(take()).toMatchObject([{ cursor: expect.anything() }]);
});

test("a comparison ends its slice while there is time to publish what it found", async () => {
  const { dependencies, client, clock, later } = await openTrail({ behaviour: { cloudTrail: false } });
  for (let number = 0; number < 150; number++) await client.update({ resourceType: "Patient", id: `p-${number}` });
  await clock.advance(60_000);
  const options = { dependencies, deadline: clock.now() + 30_000 };
  await handleWindows([{ kind: "reconcile", request: { types: ["Patient"] } }], options);
  expect(later.map(({ body }) => JSON.parse(body))).toMatchObject([
    { kind: "reconcile", cursor: { resourceType: "Patient" } },
  ]);
});

test.each([
  [{ kind: "nonsense" }, "/kind"],
  [{ kind: "window", from: 1, to: 1, passes: 0 }, "/to"],
  [{ kind: "window", from: 2, to: 1, passes: 0 }, "/to"],
  [{ kind: "window", resourceType: "patient", from: 1, to: 2, passes: 0 }, "/resourceType"],
  [{ kind: "window", from: 1, to: 2, passes: 0, deletions: "x" }, "/deletions"],
  [{ kind: "gap-check", bucket: 1 }, "/subscriptionId"],
  [{ kind: "gap-check", subscriptionId: "s", bucket: -1 }, "/bucket"],
  [{ kind: "reconcile", types: ["patient"] }, "/types"],
  [{ kind: "reconcile", cursor: { resourceType: 7 } }, "/cursor/resourceType"],
  [{ detail: {} }, "/detail/eventTime"],
])("a malformed message is refused by place: %j", (message, pointer) => {
  expect(windowMessage(message)).toMatchObject({
    valid: false,
    violations: expect.arrayContaining([expect.objectContaining({ pointer })]),
  });
});
