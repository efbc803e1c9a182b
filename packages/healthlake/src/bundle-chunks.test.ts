import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BundleCall, bundleEntry, chunkCalls } from "./bundle-chunks.ts";

const call = fc.record({
  method: fc.constant("PUT" as const),
  url: fc.string({ minLength: 1, maxLength: 40 }),
  resource: fc.string({ maxLength: 200 }).map(implicitRules => ({ resourceType: "Patient" as const, implicitRules })),
});
const limits = fc.record({ entries: fc.integer({ min: 1, max: 6 }), bytes: fc.integer({ min: 50, max: 600 }) });
const size = (calls: readonly BundleCall[]) => Buffer.byteLength(JSON.stringify(calls.map(bundleEntry))) - 1;

describe("chunkCalls", () => {
  it("keeps every call in order, within the limits unless a single call exceeds them", () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 30 }), limits, (calls, limit) => {
        const chunks = [...chunkCalls(calls, limit)];
        expect(chunks.flat()).toEqual(calls);
        for (const chunk of chunks) {
          expect(chunk.length).toBeGreaterThan(0);
          expect(chunk.length).toBeLessThanOrEqual(limit.entries);
          if (chunk.length > 1) expect(size(chunk)).toBeLessThanOrEqual(limit.bytes);
        }
      }),
    );
  });

  it("makes no chunk that the next call would have fitted into", () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 30 }), limits, (calls, limit) => {
        const chunks = [...chunkCalls(calls, limit)];
        for (const [at, chunk] of chunks.slice(1).entries()) {
          const before = [...(chunks[at] ?? []), ...chunk.slice(0, 1)];
          expect(before.length > limit.entries || size(before) > limit.bytes).toBe(true);
        }
      }),
    );
  });

  it("takes calls from a source as it goes, and holds one chunk", () => {
    let taken = 0;
    function* endless(): Generator<BundleCall> {
      for (;;) {
        taken++;
        yield { method: "DELETE", url: "Patient/p-1" };
      }
    }
    const [first] = chunkCalls(endless());
    expect(first).toHaveLength(100);
    expect(taken).toBe(101);
  });
});
