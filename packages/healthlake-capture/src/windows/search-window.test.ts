import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterPass,
  BUCKET_MS,
  LATE_MS,
  OVERLAP_MS,
  SETTLE_MS,
  type SearchWindow,
  windowName,
  windowOf,
} from "./search-window.ts";

const from = Date.parse("2026-01-01T00:00:10Z");
const window: SearchWindow = { resourceType: "Patient", from, to: from + BUCKET_MS, passes: 0 };
const settledAt = window.to + SETTLE_MS;

describe("after a pass", () => {
  test("a window that had time to settle holds still when two passes in a row found the same, and is searched once more, late", () => {
    const still = { ...window, passes: 1, found: "x" };
    const next = afterPass(still, "x", settledAt);
    expect(next).toMatchObject({ outcome: "again", delaySeconds: (LATE_MS - SETTLE_MS) / 1_000 });
    expect(afterPass(still, "x", window.to + LATE_MS)).toEqual({ outcome: "settled" });
    expect(afterPass(still, "y", window.to + LATE_MS)).toMatchObject({ outcome: "again", window: { found: "y" } });
  });

  test("a window is searched again when the pass found something else, however late it is", () => {
    const next = afterPass({ ...window, passes: 1, found: "x" }, "y", settledAt + 3_600_000);
    expect(next).toMatchObject({ outcome: "again", window: { passes: 2, found: "y" } });
  });

  test("a window is searched again after its first pass, which can be compared with none", () => {
    expect(afterPass(window, "x", settledAt + 3_600_000)).toMatchObject({ outcome: "again", window: { found: "x" } });
  });

  test("a window that had no time to settle is searched again when it had, though two passes found the same", () => {
    const next = afterPass({ ...window, passes: 1, found: "x" }, "x", window.from + 1_000);
    expect(next).toMatchObject({
      outcome: "again",
      delaySeconds: (window.to + SETTLE_MS - window.from - 1_000) / 1_000,
    });
  });

  test("a window that never holds still is given up in the end, and not before hours", () => {
    let waited = 0;
    for (let current = window, pass = 0; ; pass++) {
      const next = afterPass(current, String(pass), settledAt + waited * 1_000);
      if (next.outcome !== "again") {
        expect(next).toEqual({ outcome: "given-up" });
        break;
      }
      expect(next.delaySeconds).toBeLessThanOrEqual(900); // What a queue takes.
      waited += next.delaySeconds;
      current = next.window;
    }
    expect(waited).toBeGreaterThan(1_800);
  });
});

test("the window of a write holds it, also when the clock that wrote it down was off by less than the overlap", () => {
  const off = fc.integer({ min: -OVERLAP_MS, max: OVERLAP_MS - 1 });
  fc.assert(
    fc.property(fc.integer({ min: 1e12, max: 2e12 }), off, (at, skew) => {
      const { from, to } = windowOf({ datastoreId: "d", resourceType: "Patient", at, isDeletion: false });
      expect([from <= at, at < to]).toEqual([true, true]);
      expect([from - OVERLAP_MS <= at + skew, at + skew < to + OVERLAP_MS]).toEqual([true, true]);
    }),
  );
});

test("writes of one type within ten seconds share a window, those of bundles one of any type", () => {
  const name = (at: number, resourceType?: string) =>
    windowName(windowOf({ datastoreId: "d", at, isDeletion: false, ...(resourceType && { resourceType }) }));
  expect(name(from, "Patient")).toBe(name(from + BUCKET_MS - 1, "Patient"));
  expect(
    new Set([name(from, "Patient"), name(from + BUCKET_MS, "Patient"), name(from, "Basic"), name(from)]).size,
  ).toBe(4);
});
