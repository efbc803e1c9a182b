import { expect, test } from "vitest";
import type { PayloadStore } from "./payload-store.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** The behaviour of every adapter of the port. */
export function payloadStoreSuite(makeStore: () => Promise<PayloadStore>): void {
  test("returns the bytes put, even if put twice", async () => {
    const store = await makeStore();
    const given = Uint8Array.from({ length: 300_000 }, (_, at) => at % 256);
    for (const _ of [1, 2]) await store.put("Large.v1/a/b.json", given);
    expect(Buffer.compare((await store.get("Large.v1/a/b.json", given.length))!, given)).toBe(0);
  });

  test("finds nothing under an unused key", async () => {
    const store = await makeStore();
    await store.put("Large.v1/a", bytes("x"));
    expect(await store.get("Large.v1/b", 10)).toBeUndefined();
  });

  test("reads exactly one byte more than the stated size of a larger object", async () => {
    const store = await makeStore();
    await store.put("k", bytes("abcdef"));
    expect(await store.get("k", 3)).toHaveLength(4);
    expect(await store.get("k", 6)).toHaveLength(6);
  });
}
