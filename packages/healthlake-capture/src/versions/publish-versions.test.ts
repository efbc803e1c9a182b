import type { OutgoingEvent } from "@tributary/bus/outgoing-event";
import { createPublisher } from "@tributary/bus/publish";
import type { Patient } from "@tributary/fhir/resource";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { LEASE_MS, type ResourceKey } from "../ledger/ledger.ts";
import { createVersionPublisher } from "./publish-versions.ts";
import { DATASTORE, publisherBench } from "./publish-versions-fixture.ts";
import type { VersionReader } from "./read-versions.ts";
import type { ResourceChangedDetail } from "./resource-changed-contract.ts";
import type { NoticeOutcome, ResourceNotice } from "./resource-notice.ts";

let bench: ReturnType<typeof publisherBench>;
beforeEach(() => {
  bench = publisherBench();
});

const notice = (id = "p", more: Partial<ResourceNotice> = {}): ResourceNotice => ({
  resourceType: "Patient",
  id,
  origin: "subscription",
  ...more,
});
const tell = (...notices: ResourceNotice[]) => bench.publishVersions(notices);
const write = (id: string, count: number) => {
  for (let written = 0; written < count; written++) bench.store.write(id);
};
const remove = (id: string) => bench.store.write(id, { isDeletion: true });

test("tells once, beside the first confirmations, what is published and what is not yet", async () => {
  for (const id of ["p", "held"]) write(id, 1);
  await bench.ledger.claim({ datastoreId: DATASTORE, resourceType: "Patient", id: "held" }, undefined);
  const told: (readonly (NoticeOutcome | undefined)[])[] = [];
  const published = async (outcomes: readonly (NoticeOutcome | undefined)[]) => void told.push(outcomes);
  const outcomes = await bench.publishVersions([notice(), notice("held")], { published });
  const done = { outcome: "done", published: [1], suppressed: 0 };
  expect(told).toEqual([[done, undefined]]);
  expect(outcomes).toEqual([done, { outcome: "failed", error: "HeldByAnother" }]);
});

describe("publishing versions", () => {
  test("publishes all of a history, in order, whatever the notice was about", async () => {
    write("p", 3);
    remove("p");
    write("p", 1);
    expect(await tell(notice())).toEqual([{ outcome: "done", published: [1, 2, 3, 4, 5], suppressed: 0 }]);
    expect(bench.published("p")).toEqual(["1 created", "2 updated", "3 updated", "4 deleted", "5 created"]);
  });

  test("publishes later versions, and nothing again", async () => {
    write("p", 1);
    await tell(notice());
    write("p", 1);
    await tell(notice());
    expect(await tell(notice())).toEqual([{ outcome: "done", published: [], suppressed: 1 }]);
    expect(bench.published("p")).toEqual(["1 created", "2 updated"]);
  });

  test("publishes a deletion, also one that was followed by a creation before anyone looked", async () => {
    write("p", 1);
    await tell(notice());
    remove("p");
    expect(await tell(notice())).toEqual([{ outcome: "done", published: [2], suppressed: 0 }]);
    expect(await tell(notice())).toEqual([{ outcome: "done", published: [], suppressed: 1 }]);
    write("p", 1);
    remove("p");
    write("p", 1);
    await tell(notice());
    expect(bench.published("p")).toEqual(bench.store.history("p"));
  });

  test("counts copies in a batch, and reads their resource once", async () => {
    write("p", 2);
    write("q", 1);
    const calls: string[] = [];
    const publishVersions = bench.invocation((call, when) => void (when === "before" && calls.push(call)));
    expect(await publishVersions([notice(), notice("q"), notice(), notice()])).toEqual([
      { outcome: "done", published: [1, 2], suppressed: 0 },
      { outcome: "done", published: [1], suppressed: 0 },
      { outcome: "done", published: [], suppressed: 1 },
      { outcome: "done", published: [], suppressed: 1 },
    ]);
    expect(calls.filter(call => call === "read")).toHaveLength(2);
    // Those of different resources share a call; the second version waits for the first.
    expect(calls.filter(call => call === "publish")).toHaveLength(2);
    expect(bench.logged).toEqual([
      ["Published versions", { published: 3, suppressed: 2, "Patient.published": 3, "Patient.suppressed": 2 }],
    ]);
  });

  test("does not read what the source brings, unless there is more to know", async () => {
    write("p", 1);
    const current = bench.store.current("p");
    const fail = bench.invocation(call => {
      if (call === "read" || call === "history") throw new Error("must not be read");
    });
    expect(await fail([notice("p", { current })])).toMatchObject([{ published: [1] }]);
    write("p", 1);
    expect(await fail([notice("p", { current: bench.store.current("p") })])).toMatchObject([{ published: [2] }]);
    expect(await fail([notice("p", { current })])).toMatchObject([{ suppressed: 1 }]);
    write("p", 2);
    await tell(notice("p", { current: bench.store.current("p") }));
    expect(bench.published("p")).toEqual(bench.store.history("p"));
  });

  test("publishes nothing for a resource that never existed, nor for subscription resources", async () => {
    bench.store.write("s", { type: "Subscription" });
    expect(await tell(notice("nobody"), notice("s", { resourceType: "Subscription" }))).toEqual([
      { outcome: "done", published: [], suppressed: 1 },
      { outcome: "done", published: [], suppressed: 0 },
    ]);
    expect(bench.details).toEqual([]);
  });

  test("publishes resources of unknown types", async () => {
    bench.store.write("x", { type: "Tricorder" });
    await tell(notice("x", { resourceType: "Tricorder" }));
    expect(bench.details[0]?.data.key).toEqual({ datastoreId: DATASTORE, resourceType: "Tricorder", id: "x" });
  });

  test("marks echoes, with their cause", async () => {
    const cause = { origin: "patient-registry", causedBy: "e1".repeat(16), correlationId: "request-1", version: 1 };
    bench.store.write("p", { cause });
    write("p", 1); // By somebody else, who carries the tags along.
    bench.store.write("p", { cause: { ...cause, causedBy: "e2".repeat(16), version: 3, next: "delete" } });
    remove("p");
    await tell(notice());
    const told = bench.details.map(({ data, metadata }) => [data.echo, metadata.causationId, metadata.correlationId]);
    const own = bench.details[1]?.metadata.causationId;
    expect(own).toMatch(/^[0-9a-f]{32}$/);
    expect(told).toEqual([
      [true, "e1".repeat(16), "request-1"],
      [false, own, own],
      [true, "e2".repeat(16), "request-1"],
      [true, "e2".repeat(16), "request-1"],
    ]);
  });
});

describe("what is there already", () => {
  test("is published only in its current version, and continues from there", async () => {
    write("p", 4);
    await tell(notice("p", { origin: "backfill", leaveOutBefore: Number.POSITIVE_INFINITY }));
    write("p", 2);
    await tell(notice());
    expect(bench.published("p")).toEqual(["4 updated", "5 updated", "6 updated"]);
    expect(bench.details.map(({ data }) => data.origin)).toEqual(["backfill", "subscription", "subscription"]);
  });

  test("leaves out no version of a resource that is followed already", async () => {
    write("p", 1);
    await tell(notice());
    write("p", 3);
    await tell(notice("p", { leaveOutBefore: Number.POSITIVE_INFINITY, current: bench.store.current("p") }));
    expect(bench.published("p")).toEqual(bench.store.history("p"));
  });

  test("is published again on request, as the same event", async () => {
    write("p", 3);
    await tell(notice());
    const again = notice("p", {
      republish: true,
      leaveOutBefore: Number.POSITIVE_INFINITY,
      current: bench.store.current("p"),
    });
    expect(await tell(again)).toEqual([{ outcome: "done", published: [3], suppressed: 0 }]);
    expect(bench.details).toHaveLength(4);
    expect(bench.details[3]).toEqual(bench.details[2]);
    write("p", 2);
    expect(await tell({ ...again, current: bench.store.current("p") })).toMatchObject([{ published: [4, 5] }]);
  });

  test("is published under the same id, whichever way it is found", async () => {
    write("p", 3);
    await tell(notice());
    const other = publisherBench();
    for (let version = 0; version < 3; version++) other.store.write("p");
    await other.publishVersions([notice("p", { leaveOutBefore: Number.POSITIVE_INFINITY })]);
    expect(other.details[0]?.metadata.eventId).toBe(bench.details[2]?.metadata.eventId);
  });
});

describe("what goes wrong", () => {
  test("a version that has no place in the order goes to quarantine, without its content", async () => {
    const named = {
      resourceType: "Patient",
      id: "p",
      meta: { versionId: "v-abc" },
      name: [{ family: "Chalmers" }],
    } as const;
    const current = named as unknown as Patient;
    expect(await tell(notice("p", { current }))).toMatchObject([
      { outcome: "quarantined", violations: [{ pointer: "/meta/versionId", keyword: "format" }] },
    ]);
    const [body] = [...bench.quarantined.objects.values()];
    expect(JSON.parse(body ?? "")).toEqual({ datastoreId: DATASTORE, resourceType: "Patient", id: "p" });
  });

  test("a version that breaks the contract goes to quarantine, and the next ones follow", async () => {
    const id = "p".repeat(65);
    bench.store.write(id);
    expect(await tell(notice(id))).toMatchObject([{ outcome: "quarantined" }]);
    expect(await tell(notice(id))).toEqual([{ outcome: "done", published: [], suppressed: 1 }]);
    expect(bench.quarantined.reports).toMatchObject([{ violations: [{ pointer: "/data/key/id" }] }]);
  });

  test("history that is behind by moments is waited for, as long as there is time", async () => {
    write("p", 3);
    const shownFrom = bench.now() + 1_000;
    const reader: VersionReader = {
      ...bench.options.reader,
      async *history(...of) {
        if (bench.now() >= shownFrom) yield* bench.options.reader.history(...of);
      },
    };
    const sleep = async (milliseconds: number) => bench.pass(milliseconds);
    const late = createVersionPublisher({ ...bench.options, reader, sleep });
    expect(await late([notice()], { deadline: bench.now() + 500 })).toMatchObject([{ outcome: "failed" }]);
    expect(bench.now()).toBeLessThan(shownFrom);
    expect(await late([notice()])).toMatchObject([{ published: [1, 2, 3] }]);
  });

  test("history that stays behind is waited for by failing", async () => {
    write("p", 1);
    await tell(notice());
    write("p", 3);
    const behind = bench.options.reader;
    const late = { ...bench.options, reader: { ...behind, history: async function* () {} } };
    expect(await createVersionPublisher(late)([notice()])).toEqual([
      { outcome: "failed", error: "HistoryBehindError" },
    ]);
    remove("p");
    expect(await createVersionPublisher(late)([notice()])).toEqual([
      { outcome: "failed", error: "HistoryBehindError" },
    ]);
    await tell(notice());
    expect(bench.published("p")).toEqual(bench.store.history("p"));
  });

  test.each(["read", "history", "claim", "publish", "confirm", "quarantine"])(
    "a failure of one %s fails one notice, tells no value, and is made up for later",
    async call => {
      write("p", 2);
      write("q", 2);
      const tooLong = "l".repeat(65);
      bench.store.write(tooLong);
      const notices = [notice("p"), notice("q"), notice(tooLong)];
      let left = 1;
      const failing = bench.invocation((made, when) => {
        if (made === call && when === "before" && left-- > 0) throw new Error("secret");
      });
      const outcomes = await failing(notices).catch((): NoticeOutcome[] => []);
      const failures = outcomes.filter(({ outcome }) => outcome === "failed");
      if (call !== "publish") expect(failures).toEqual([{ outcome: "failed", error: "Error" }]);
      expect(JSON.stringify([outcomes, bench.logged])).not.toContain("secret");
      bench.pass(LEASE_MS);
      await tell(...notices);
      // What a claim published and did not confirm, here two versions, is published again, as the same events.
      const once = new Set(bench.details.map(({ metadata }) => metadata.eventId));
      expect(bench.details.length - once.size).toBe(call === "confirm" ? 2 : 0);
      for (const id of ["p", "q"]) expect([...new Set(bench.published(id))]).toEqual(bench.store.history(id));
      expect([...bench.quarantined.objects]).toHaveLength(1);
      const keys = ["p", "q", tooLong].map(id => ({ datastoreId: DATASTORE, resourceType: "Patient", id }));
      const heads = await bench.ledger.heads(keys);
      expect(heads.map(head => head?.versionId)).toEqual([2, 2, 1]);
    },
  );

  test("out of time, no version is begun", async () => {
    write("p", 2);
    const deadline = bench.now();
    expect(await bench.publishVersions([notice()], { deadline })).toEqual([{ outcome: "failed", error: "OutOfTime" }]);
    expect(bench.details).toEqual([]);
    await tell(notice());
    expect(bench.published("p")).toEqual(bench.store.history("p"));
  });

  test("a bus that keeps refusing is given up before the lease ends", async () => {
    write("p", 1);
    const began = bench.now();
    const publish = createPublisher({
      putEvents: async entries => {
        bench.pass(LEASE_MS / 4);
        return entries.map(() => ({ ErrorCode: "ThrottlingException" }));
      },
      busName: "clinical",
      now: bench.now,
      sleep: async () => {},
    });
    expect(await createVersionPublisher({ ...bench.options, publish })([notice()])).toEqual([
      { outcome: "failed", error: "ThrottlingException" },
    ]);
    expect(bench.now() - began).toBeLessThan(LEASE_MS);
  });

  test("a publisher that wakes after its lease leaves the version to the new holder", async () => {
    write("p", 1);
    const outcome = await bench.invocation(async (call, when) => {
      if (call !== "claim" || when === "before") return;
      bench.pass(LEASE_MS);
      expect(await tell(notice())).toMatchObject([{ published: [1] }]);
    })([notice()]);
    expect(outcome).toEqual([{ outcome: "failed", error: "LeaseRanOut" }]);
    expect(bench.details).toHaveLength(1);
    expect(await tell(notice())).toEqual([{ outcome: "done", published: [], suppressed: 1 }]);
  });

  test("a publisher that lost its claim has the notice redelivered: the new holder may be dead", async () => {
    write("p", 2);
    const key = { datastoreId: DATASTORE, resourceType: "Patient", id: "p" };
    const outcome = await bench.invocation(async (call, when) => {
      if (call !== "confirm" || when === "after") return;
      bench.pass(LEASE_MS);
      expect(await bench.ledger.claim(key, undefined)).toMatchObject({ outcome: "claimed" });
    })([notice()]);
    expect(outcome).toEqual([{ outcome: "failed", error: "ClaimLost" }]);
    expect(await bench.ledger.heads([key])).toEqual([undefined]);
    bench.pass(LEASE_MS);
    expect(await tell(notice())).toMatchObject([{ published: [1, 2] }]);
    expect(new Set(bench.details.map(({ metadata }) => metadata.eventId)).size).toBe(2);
  });

  test("many versions, which take longer than a lease, are published under one claim after the other", async () => {
    write("p", 12);
    const claims: number[] = [];
    const slow = (wakesLate: number) =>
      bench.invocation((call, when) => {
        if (call === "publish" && when === "after") bench.pass(LEASE_MS / 5);
        if (call === "claim" && when === "after" && claims.push(bench.now()) === wakesLate) bench.pass(LEASE_MS);
      });
    expect(await slow(2)([notice()])).toEqual([{ outcome: "failed", error: "LeaseRanOut" }]);
    expect(bench.published("p")).toHaveLength(3);
    expect(await slow(0)([notice()])).toMatchObject([{ published: [4, 5, 6, 7, 8, 9, 10, 11, 12] }]);
    expect(claims).toHaveLength(2 + 3);
    expect(bench.published("p")).toEqual(bench.store.history("p"));
  });

  test("a version that another holds is waited for, and not published twice", async () => {
    write("p", 1);
    const others = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const first = bench.invocation(async (call, when) => {
      if (call !== "publish" || when === "after") return;
      held.resolve();
      await others.promise;
    })([notice()]);
    await held.promise;
    const second = await bench.invocation(async call => {
      if (call === "sleep") others.resolve();
    })([notice()]);
    expect(await first).toEqual([{ outcome: "done", published: [1], suppressed: 0 }]);
    expect(second).toEqual([{ outcome: "done", published: [], suppressed: 1 }]);
    expect(bench.details).toHaveLength(1);
  });

  test("waits for a version held by another no longer than there is time", async () => {
    write("p", 1);
    await bench.ledger.claim({ datastoreId: DATASTORE, resourceType: "Patient", id: "p" }, undefined);
    const publishVersions = createVersionPublisher({ ...bench.options, sleep: async ms => bench.pass(ms) });
    const deadline = bench.now() + 120;
    expect(await publishVersions([notice()], { deadline })).toEqual([{ outcome: "failed", error: "HeldByAnother" }]);
    expect(bench.now()).toBeLessThan(deadline);
  });

  test("a version that another holds for too long fails the notice", async () => {
    write("p", 1);
    await bench.ledger.claim({ datastoreId: DATASTORE, resourceType: "Patient", id: "p" }, undefined);
    expect(await tell(notice())).toEqual([{ outcome: "failed", error: "HeldByAnother" }]);
    bench.pass(LEASE_MS);
    expect(await tell(notice())).toMatchObject([{ published: [1] }]);
  });
});

/** One thing that happens: a Patient is written or deleted, or an invocation brings notices of some. */
type Happening = { readonly write: string; readonly isDeletion: boolean } | { readonly tell: readonly string[] };
const ids = ["a", "b", "c"];
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ write: fc.constantFrom(...ids), isDeletion: fc.boolean() }),
  fc.record({ tell: fc.array(fc.constantFrom(...ids), { minLength: 1, maxLength: 4 }) }),
);

test("whatever the order of writes, notices, copies and crashes, the history is published in order and once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(happening, { minLength: 1, maxLength: 12 }),
      fc.uniqueArray(fc.nat(60), { maxLength: 4 }),
      async (scheduler, happenings, crashes) => {
        const world = publisherBench();
        let calls = 0;
        /** Events that are out while the ledger does not know it. */
        let twice = 0;
        const invoke = async (told: readonly string[]): Promise<string[]> => {
          let dead = false;
          /** By resource: how many events are out and not confirmed. */
          const out = new Map<string, number>();
          const publishVersions = world.invocation(async (call, when, [input]) => {
            await scheduler.schedule(Promise.resolve(), `${when} ${call}`);
            if (call === "publish" && when === "after")
              for (const { data } of input as OutgoingEvent<ResourceChangedDetail>[])
                out.set(data.key.id, (out.get(data.key.id) ?? 0) + 1);
            if (!dead && crashes.includes(calls++)) {
              dead = true;
              for (const events of out.values()) twice += events;
            }
            if (dead) throw new Error("The invocation is dead.");
            if (call === "confirm" && when === "after") out.delete((input as ResourceKey).id);
          });
          const outcomes = await publishVersions(told.map(id => notice(id))).catch((): NoticeOutcome[] => []);
          return told.filter((_, index) => dead || outcomes[index]?.outcome !== "done");
        };
        const settled = async (running: readonly Promise<string[]>[]) => {
          const all = Promise.all(running);
          await scheduler.waitFor(all);
          return (await all).flat();
        };

        let running: Promise<string[]>[] = [];
        for (const one of happenings) {
          if ("write" in one) world.store.write(one.write, one);
          else running.push(invoke(one.tell));
          // Two at once, and writes while they run.
          if (running.length === 2) {
            const again = await settled(running);
            world.pass(LEASE_MS);
            running = again.length > 0 ? [invoke(again)] : [];
          }
        }
        let left = [...(await settled(running)), ...ids];
        for (let round = 0; left.length > 0; round++) {
          expect(round).toBeLessThan(10);
          world.pass(LEASE_MS);
          left = await settled([invoke(left)]);
        }

        for (const id of ids) {
          const published = world.published(id);
          expect([...new Set(published)]).toEqual(world.store.history(id));
          twice -= published.length - new Set(published).size;
        }
        expect(twice).toBeGreaterThanOrEqual(0);
        const idsOf = (details: typeof world.details) => new Set(details.map(({ metadata }) => metadata.eventId));
        expect(idsOf(world.details).size).toBe(ids.flatMap(id => world.store.history(id)).length);
      },
    ),
    { numRuns: 200 },
  );
});
