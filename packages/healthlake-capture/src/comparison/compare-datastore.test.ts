import { hex32 } from "@tributary/bus/event-id";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LEASE_MS } from "../ledger/ledger.ts";
import { advance } from "../ledger/ledger-fixture.ts";
import { operate } from "../operator/operate.ts";
import { openSourceStore } from "../source-fixture.ts";
import { type SourceBench, type SourceConditions, sourceSuite } from "../source-suite.ts";
import type { PublishVersions } from "../versions/publish-versions.ts";

/** A data store that tells nobody anything, and an operator who compares. */
async function openStore(conditions: SourceConditions = {}) {
  const store = openSourceStore({ ...conditions, behaviour: { cloudTrail: false, ...conditions.behaviour } });
  const { clock, client, publishVersions, log, ledger, datastoreId } = store;
  const dependencies = {
    ...{ client, publishVersions, log, ledger, datastoreId, hash: hex32, now: clock.now },
    sleep: async (milliseconds: number) => void (await clock.advance(milliseconds)),
  };
  /** Slices of which each has that many milliseconds, until it is done; a failed one is repeated. */
  async function whole(request: object, sliceMs = 30_000, more: Partial<typeof dependencies> = {}) {
    const slices = [];
    let cursor: object | undefined;
    for (let round = 0; round < 5_000; round++) {
      await clock.advance(LEASE_MS);
      try {
        const payload = { ...request, ...(cursor && { cursor }) };
        const options = { dependencies: { ...dependencies, ...more }, deadline: clock.now() + 60_000 };
        const answer = await operate(payload, options, sliceMs);
        if (answer.outcome === "refused") throw new TypeError(JSON.stringify(answer.violations));
        slices.push(answer);
        if (answer.outcome === "done") return slices;
        ({ cursor } = answer);
      } catch (error) {
        if (error instanceof TypeError) throw error;
      }
    }
    throw new Error("It never ends.");
  }
  const bench: SourceBench = {
    client,
    published: store.published,
    pass: clock.advance,
    settle: async () => void (await whole({ kind: "reconcile", types: ["Patient", "Observation"] })),
  };
  return { ...store, bench, dependencies, whole };
}

// What came and went between two comparisons leaves nothing to compare: then only notices tell of it.
sourceSuite(async conditions => (await openStore(conditions)).bench, { seesDeletions: false });

const patient = (id: string) => ({ resourceType: "Patient" as const, id });

describe("a comparison", () => {
  test("reports its repairs by type, and finds nothing a second time", async () => {
    const { client, whole, published } = await openStore();
    for (let number = 0; number < 120; number++) await client.update(patient(`p-${number}`));
    await client.update({ resourceType: "Basic", id: "b", code: { text: "x" } });
    await whole({ kind: "reconcile", types: ["Patient"] });
    await client.delete("Patient", "p-3");
    await client.update({ ...patient("p-4"), active: true });
    const [slice] = await whole({ kind: "reconcile" });
    expect(slice?.counts).toEqual({
      Patient: { listed: 119, repaired: 2, tombstones: 1, unindexed: 0, quarantined: 0 },
      Basic: { listed: 1, repaired: 1, tombstones: 0, unindexed: 0, quarantined: 0 },
    });
    expect(published()).toHaveLength(123);
    const [again] = await whole({ kind: "reconcile" });
    expect(again?.counts.Patient).toMatchObject({ listed: 119, repaired: 0, tombstones: 0 });
    expect(published()).toHaveLength(123);
  });

  test("of all types looks at those that the data store takes, in the slices of one or of many", async () => {
    const { client, whole, published } = await openStore({ behaviour: { supportedTypes: ["Patient", "Basic"] } });
    await client.update(patient("p"));
    await client.update({ resourceType: "Basic", id: "b", code: { text: "x" } });
    await expect(client.update({ resourceType: "Group", id: "g" } as never)).rejects.toMatchObject({ status: 404 });
    const slices = await whole({ kind: "reconcile" }, 0);
    expect(slices.length).toBeGreaterThan(1);
    expect(published().map(({ data }) => data.key.resourceType)).toEqual(["Basic", "Patient"]);
  });

  test("continues where a slice ended, with no more memory than a page", async () => {
    const { client, whole, published } = await openStore();
    for (let number = 0; number < 350; number++) {
      await client.update(patient(`p-${number}`));
    }
    const slices = await whole({ kind: "reconcile", types: ["Patient"] }, 0);
    expect(slices.length).toBeGreaterThan(3);
    expect(new Set(published().map(({ data }) => data.key.id)).size).toBe(350);
    expect(published()).toHaveLength(350);
  });

  test("ends a slice by the deadline, however long one may be", async () => {
    const { client, clock, dependencies, whole } = await openStore();
    for (let number = 0; number < 150; number++) {
      await client.update(patient(`p-${number}`));
      await clock.advance(10);
    }
    const request = { kind: "reconcile", types: ["Patient"] };
    await whole(request);
    const options = { dependencies, deadline: clock.now() };
    expect(await operate(request, options, 30_000)).toMatchObject({ outcome: "continue" });
  });

  test("ends a slice in time even among tombstones, and continues behind them", async () => {
    const { ledger, datastoreId, dependencies, clock } = await openStore();
    const head = { versionId: 1, deleted: true, lastUpdated: new Date(clock.now()).toISOString() };
    for (let number = 0; number < 12_000; number++)
      await advance(ledger, { datastoreId, resourceType: "Patient", id: `p-${number}` }, head);
    const options = { dependencies, deadline: clock.now() };
    let cursor: object | undefined = { resourceType: "Patient", knownTo: "" };
    const places: unknown[] = [];
    while (cursor !== undefined) {
      const answer = await operate({ kind: "reconcile", types: ["Patient"], cursor }, options);
      cursor = "cursor" in answer ? answer.cursor : undefined;
      places.push(cursor);
    }
    expect(places).toEqual([
      { resourceType: "Patient", knownTo: "4999" },
      { resourceType: "Patient", knownTo: "9999" },
      undefined,
    ]);
  });

  test("does not treat a resource that the index leaves out as deleted", async () => {
    const { client, whole, published, clock } = await openStore({ behaviour: { indexLagMs: 3_600_000 } });
    await client.update(patient("p"));
    await clock.advance(3_600_000);
    await whole({ kind: "reconcile", types: ["Patient"] });
    await client.update({ ...patient("p"), active: true });
    const [slice] = await whole({ kind: "reconcile", types: ["Patient"] });
    expect(slice?.counts.Patient).toMatchObject({ repaired: 1, tombstones: 0 });
    expect(published().map(({ data }) => data.change)).toEqual(["created", "updated"]);
  });

  test("ends with the whole history published, whatever was written", async () => {
    const step = fc.record({ id: fc.constantFrom("a", "b", "c"), how: fc.constantFrom("put", "delete", "compare") });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
        const { client, whole, published, cloud } = await openStore();
        for (const { id, how } of steps) {
          if (how === "put") await client.update(patient(id));
          if (how !== "put") await whole({ kind: "reconcile", types: ["Patient"] });
          if (how === "delete") await client.delete("Patient", id).catch(() => {});
        }
        await whole({ kind: "reconcile", types: ["Patient"] });
        const rows = cloud.context.store
          .prepare("SELECT id, version FROM healthlake_versions WHERE type = 'Patient'")
          .all();
        const told = published().map(({ data }) => `${data.key.id}/${data.versionId}`);
        expect(told.sort()).toEqual(rows.map(({ id, version }) => `${id}/${version}`).sort());
      }),
      { numRuns: 25 },
    );
  });
});

test.each([
  { kind: "reconcile", types: ["Patient", "Patients"] },
  { kind: "backfill", types: ["Patient", "Group"], since: "2000-01-01T00:00:00Z" },
])("a type that the data store does not take is refused by place, before anything is done: %j", async request => {
  const { client, published, ...store } = await openStore({ behaviour: { supportedTypes: ["Patient"] } });
  await client.update(patient("p"));
  await store.clock.advance(60_000);
  const dependencies = { ...store, client, hash: hex32, now: store.clock.now, sleep: async () => {} };
  const answer = await operate(request, { dependencies, deadline: store.clock.now() + 60_000 });
  expect(answer).toMatchObject({ outcome: "refused", violations: [{ pointer: "/types/1", keyword: "enum" }] });
  expect(published()).toEqual([]);
});

describe("a backfill", () => {
  const since = "2000-01-01T00:00:00Z";
  const DAY_MS = 24 * 60 * 60 * 1_000;

  test("publishes the current version of each resource, marked as such, and nothing twice", async () => {
    const { client, clock, whole, published } = await openStore();
    await client.update(patient("a"));
    await client.update({ ...patient("a"), active: true });
    await client.update(patient("b"));
    await clock.advance(DAY_MS + 1);
    const [slice] = await whole({ kind: "backfill", types: ["Patient"], since });
    expect(slice?.counts).toEqual({ Patient: { found: 2, published: 2, known: 0, quarantined: 0 } });
    expect(published().map(({ data }) => [data.key.id, data.versionId, data.change, data.origin])).toEqual([
      ["a", "2", "updated", "backfill"],
      ["b", "1", "created", "backfill"],
    ]);
    const [again] = await whole({ kind: "backfill", types: ["Patient"], since });
    expect(again?.counts).toEqual({ Patient: { found: 2, published: 0, known: 2, quarantined: 0 } });
    await whole({ kind: "backfill", types: ["Patient"], since, republish: true });
    expect(published()).toHaveLength(4);
    expect(new Set(published().map(({ metadata }) => metadata.eventId)).size).toBe(2);
  });

  test("leaves out no version whose notice may be on its way yet", async () => {
    const { client, clock, whole, published } = await openStore();
    await client.update(patient("a"));
    await clock.advance(DAY_MS);
    await client.update({ ...patient("a"), active: true });
    await client.update({ ...patient("a"), active: false });
    await client.update(patient("b"));
    await clock.advance(DAY_MS - 60_000);
    const [slice] = await whole({ kind: "backfill", types: ["Patient"], since });
    expect(slice?.counts).toEqual({ Patient: { found: 2, published: 3, known: 0, quarantined: 0 } });
    expect(published().map(({ data }) => [data.key.id, data.versionId, data.change])).toEqual([
      ["a", "2", "updated"],
      ["b", "1", "created"],
      ["a", "3", "updated"],
    ]);
  });

  test("keeps to its time and rate, and continues where it ended", async () => {
    const { client, whole, published, clock } = await openStore();
    await client.update(patient("old"));
    await clock.advance(60_000);
    const from = new Date(clock.now()).toISOString();
    for (let number = 0; number < 130; number++) {
      await client.update(patient(`p-${number}`));
      await clock.advance(10);
    }
    const began = clock.now();
    const slices = await whole({ kind: "backfill", types: ["Patient"], since: from, rate: 10 }, 0);
    expect(slices.length).toBeGreaterThan(1);
    expect(published()).toHaveLength(130);
    expect(published().some(({ data }) => data.key.id === "old")).toBe(false);
    expect(clock.now() - began).toBeGreaterThanOrEqual(12_000);
  });

  test("does not speed up after slow work", async () => {
    let isSlow = true;
    const store = await openStore();
    const { client, whole, published, clock } = store;
    for (let number = 0; number < 40; number++) {
      await client.update(patient(`p-${number}`));
      await clock.advance(10);
    }
    await clock.advance(60_000);
    const times: number[] = [];
    const publishVersions: PublishVersions = async (...input) => {
      times.push(clock.now());
      if (isSlow) await clock.advance(30_000);
      isSlow = false;
      return await store.publishVersions(...input);
    };
    await whole({ kind: "backfill", types: ["Patient"], since, rate: 10 }, 600_000, { publishVersions });
    expect(published()).toHaveLength(40);
    expect(times.map(time => time - times[0]!)).toEqual([0, 30_000, 31_000, 32_000]);
  });

  test.each([
    [{ kind: "backfill", types: [], since }, "/types"],
    [{ kind: "backfill", types: ["Patient"] }, "/since"],
    [{ kind: "backfill", types: ["Patient"], since: "yesterday" }, "/since"],
    [{ kind: "backfill", types: ["Patient"], since, rate: 0 }, "/rate"],
    [{ kind: "backfill", types: ["Patient"], since, cursor: { resourceType: "Basic", since } }, "/cursor/resourceType"],
    [{ kind: "publish" }, "/kind"],
    [null, "/kind"],
  ])("refuses a malformed request by place: %j", async (request, pointer) => {
    const answer = await operate(request, { dependencies: {} as never, deadline: 0 });
    expect(answer).toMatchObject({ outcome: "refused", violations: [{ pointer }] });
  });
});
