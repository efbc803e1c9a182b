import { expect, test } from "vitest";
import type { PayloadStore } from "./payload-store.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** The behaviour of every adapter of the port. */
export function payloadStoreSuite(makeStore: () => Promise<PayloadStore>): void {
  test("gives back the bytes that it was given, also when given twice", async () => {
    const store = await makeStore();
    const given = Uint8Array.from({ length: 300_000 }, (_, at) => at % 256);
    for (const _ of [1, 2]) await store.put("Large.v1/a/b.json", given);
    expect(Buffer.compare((await store.get("Large.v1/a/b.json", given.length))!, given)).toBe(0);
  });

  test("has nothing where nothing was put", async () => {
    const store = await makeStore();
    await store.put("Large.v1/a", bytes("x"));
    expect(await store.get("Large.v1/b", 10)).toBeUndefined();
  });

  test("reads one byte more than it is asked for, and no other, of what is larger", async () => {
    const store = await makeStore();
    await store.put("k", bytes("abcdef"));
    expect(await store.get("k", 3)).toHaveLength(4);
    expect(await store.get("k", 6)).toHaveLength(6);
  });
}
