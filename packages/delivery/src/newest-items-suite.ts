import fc from "fast-check";
import { expect, test } from "vitest";
import type { NewestItems } from "./newest-items.ts";

/** An item of the suite: of two parts of a key, with a content that a tombstone lacks. */
export interface Counted {
  readonly pk: string;
  readonly sk: string;
  readonly sequence: string;
  readonly deleted: boolean;
  readonly content?: { readonly count: number };
}

/** An adapter, and how to look at what it holds under a key. */
export interface NewestItemsBench {
  readonly items: NewestItems<Counted>;
  readonly held: (pk: string, sk: string) => Promise<Counted | undefined>;
}

const item = (sequence: number, over: Partial<Counted> = {}): Counted => ({
  ...{ pk: "p", sk: "s", deleted: false, content: { count: sequence } },
  sequence: String(sequence).padStart(40, "0"),
  ...over,
});
const tombstone = (sequence: number): Counted => {
  const { content: _, ...rest } = item(sequence);
  return { ...rest, deleted: true };
};

/** The behaviour of every adapter of the port. */
export function newestItemsSuite(makeBench: () => Promise<NewestItemsBench>): void {
  test("keeps the newest item, and ignores an older one and a copy", async () => {
    const { items, held } = await makeBench();
    expect(await items.put(item(9))).toBe("applied");
    expect(await items.put(item(10))).toBe("applied");
    expect(await items.put(item(9))).toBe("stale");
    expect(await items.put(item(10, { content: { count: 0 } }))).toBe("stale");
    expect(await held("p", "s")).toEqual(item(10));
  });

  test("keeps no content under a tombstone, which an older item does not bring back and a newer one does", async () => {
    const { items, held } = await makeBench();
    await items.put(item(1), "created");
    expect(await items.put(tombstone(3), "deleted")).toBe("applied");
    expect(await items.put(item(2))).toBe("stale");
    expect(await held("p", "s")).toEqual(tombstone(3));
    expect(await items.put(item(4))).toBe("applied");
    expect(await held("p", "s")).toEqual(item(4));
  });

  test("keeps a tombstone of an item that it never saw", async () => {
    const { items, held } = await makeBench();
    expect(await items.put(tombstone(3), "deleted")).toBe("applied");
    expect(await held("p", "s")).toEqual(tombstone(3));
  });

  test("keeps items of different keys apart", async () => {
    const { items, held } = await makeBench();
    await items.put(item(5));
    expect(await items.put(item(1, { sk: "t" }))).toBe("applied");
    expect(await items.put(item(1, { pk: "q" }))).toBe("applied");
    expect([await held("p", "s"), await held("p", "t")]).toEqual([item(5), item(1, { sk: "t" })]);
  });

  test("ends with the newest, in whatever order and however often items come, and whatever change they name", async () => {
    const arrival = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom("created", "updated", "deleted"));
    await fc.assert(
      fc.asyncProperty(fc.array(arrival, { minLength: 1, maxLength: 12 }), fc.nat(20), async (arrivals, gone) => {
        const { items, held } = await makeBench();
        const made = (sequence: number) => (sequence <= gone ? tombstone(sequence) : item(sequence));
        let newest = 0;
        for (const [sequence, change] of arrivals) {
          expect(await items.put(made(sequence), change)).toBe(sequence > newest ? "applied" : "stale");
          newest = Math.max(newest, sequence);
        }
        expect(await held("p", "s")).toEqual(made(newest));
      }),
      { numRuns: 20 },
    );
  });
}
