import { expect, test } from "vitest";
import type { PublishedState, PublishedStates } from "./published-states.ts";

const state = (subject: string, sequence: number, image?: object): PublishedState => ({
  detailType: "Counted.v1",
  subject,
  sequence: String(sequence).padStart(40, "0"),
  key: { id: subject },
  ...(image && { image }),
});
const keyOf = (subject: string) => ({ detailType: "Counted.v1", subject });

/** The behaviour of every adapter of the port. */
export function publishedStatesSuite(makeStates: () => Promise<PublishedStates>): void {
  test("keeps the newest state of each subject, in any order of arrival", async () => {
    const states = await makeStates();
    expect(await states.record(state("a", 2, { n: 2 }))).toBe("applied");
    expect(await states.record(state("a", 1, { n: 1 }))).toBe("stale");
    expect(await states.record(state("a", 2, { n: 3 }))).toBe("stale");
    await states.record(state("b", 1, { n: 1 }));
    await states.record(state("b", 3));
    expect(await states.of(["b", "c", "a", "a"].map(keyOf))).toEqual([
      state("b", 3),
      undefined,
      state("a", 2, { n: 2 }),
      state("a", 2, { n: 2 }),
    ]);
  });

  test("keeps subjects of two detail-types apart", async () => {
    const states = await makeStates();
    await states.record({ ...state("a", 5), detailType: "Other.v1" });
    expect(await states.of([keyOf("a")])).toEqual([undefined]);
  });

  test("lists all states page by page, including deletions and excluding notes", async () => {
    const states = await makeStates();
    const all = Array.from({ length: 25 }, (_, n) => state(`s${n}`, n + 1, n % 2 === 0 ? { n } : undefined));
    for (const one of all) await states.record(one);
    await states.keepNote("place", "here");
    const seen: PublishedState[] = [];
    for (let after: string | undefined, page = await states.page(10); ; page = await states.page(10, after)) {
      expect(page.states.length).toBeLessThanOrEqual(10);
      seen.push(...page.states);
      after = page.next;
      if (after === undefined) break;
    }
    const bySequence = (one: PublishedState, other: PublishedState) => (one.sequence < other.sequence ? -1 : 1);
    expect(seen.sort(bySequence)).toEqual(all);
  });

  test("keeps the last of several notes", async () => {
    const states = await makeStates();
    expect(await states.note("place")).toBeUndefined();
    await states.keepNote("place", "here");
    await states.keepNote("place", "there");
    expect(await states.note("place")).toBe("there");
  });
}
