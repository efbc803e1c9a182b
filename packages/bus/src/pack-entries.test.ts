import fc from "fast-check";
import { expect, test } from "vitest";
import { packEntries } from "./pack-entries.ts";

const limits = { maxEntries: 10, maxBytes: 1_000 };
const entries = (max: number) => fc.array(fc.record({ bytes: fc.integer({ min: 1, max }) }), { maxLength: 60 });
const total = (call: readonly { bytes: number }[]) => call.reduce((sum, { bytes }) => sum + bytes, 0);

test("keeps every entry, in order, within both limits", () => {
  fc.assert(
    fc.property(entries(1_000), all => {
      const calls = packEntries(all, limits);
      expect(calls.flat()).toEqual(all);
      for (const call of calls) {
        expect(call.length).toBeGreaterThan(0);
        expect(call.length).toBeLessThanOrEqual(10);
        expect(total(call)).toBeLessThanOrEqual(1_000);
      }
    }),
  );
});

test("makes the fewest calls when bytes do not bind", () => {
  fc.assert(
    fc.property(entries(100), all => {
      expect(packEntries(all, limits)).toHaveLength(Math.ceil(all.length / 10));
    }),
  );
});

test("ends a call only when the next entry does not fit", () => {
  fc.assert(
    fc.property(entries(1_000), all => {
      const calls = packEntries(all, limits);
      for (const [index, call] of calls.entries()) {
        const next = calls[index + 1]?.[0];
        if (next) expect(call.length === 10 || total(call) + next.bytes > 1_000).toBe(true);
      }
    }),
  );
});
