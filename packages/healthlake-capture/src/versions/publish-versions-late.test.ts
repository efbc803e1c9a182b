import fc from "fast-check";
import { expect, test } from "vitest";
import { LEASE_MS } from "../ledger/ledger.ts";
import { publisherBench } from "./publish-versions-fixture.ts";
import type { NoticeOutcome, ResourceNotice } from "./resource-notice.ts";

const ids = ["a", "b"];
const notice = (id: string): ResourceNotice => ({ resourceType: "Patient", id, origin: "subscription" });

/** Writes and invocations, all at once, each call of which waits its turn. */
const happening = fc.oneof(
  fc.record({ write: fc.constantFrom(...ids), isDeletion: fc.boolean() }),
  fc.record({ tell: fc.array(fc.constantFrom(...ids), { minLength: 1, maxLength: 3 }) }),
);
/** By number of the call. */
const calls = fc.uniqueArray(fc.nat(80), { maxLength: 4 });

test("the history is published in order, even if publishers sleep beyond a lease or die while others write", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(happening, { minLength: 2, maxLength: 14 }),
      calls,
      calls,
      async (scheduler, happenings, crashes, sleeps) => {
        const world = publisherBench();
        const turn = () => scheduler.schedule(Promise.resolve());
        let [made, troubles] = [0, 0];
        const invoke = async (told: readonly string[]): Promise<string[]> => {
          let dead = false;
          const publishVersions = world.invocation(async () => {
            await turn();
            const call = made++;
            if (sleeps.includes(call)) world.pass(LEASE_MS * 1.5);
            if (crashes.includes(call)) dead = true;
            if (dead || sleeps.includes(call)) troubles++;
            if (dead) throw new Error("The invocation is dead.");
          });
          const outcomes = await publishVersions(told.map(notice)).catch((): NoticeOutcome[] => []);
          return told.filter((_, index) => dead || outcomes[index]?.outcome !== "done");
        };
        const begin = async (one: (typeof happenings)[number]) => {
          await turn();
          if ("tell" in one) return await invoke(one.tell);
          world.store.write(one.write, one);
          return [];
        };
        const settled = async (running: readonly Promise<string[]>[]) => {
          const all = Promise.all(running);
          await scheduler.waitFor(all);
          return (await all).flat();
        };

        let left = [...(await settled(happenings.map(begin))), ...ids];
        for (let round = 0; left.length > 0; round++) {
          expect(round).toBeLessThan(12);
          world.pass(LEASE_MS);
          left = await settled([invoke(left)]);
        }
        for (const id of ids) {
          const published = world.published(id);
          expect([...new Set(published)]).toEqual(world.store.history(id));
          if (troubles === 0) expect(published).toEqual(world.store.history(id));
        }
      },
    ),
    { numRuns: 300 },
  );
});
