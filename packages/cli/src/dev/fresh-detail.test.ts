import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freshDetail } from "./fresh-detail.ts";
import { order } from "./orders-fixture.ts";

const now = Date.parse("2026-11-29T12:00:00.000Z");
const fresh = (detail: unknown, at = now) => freshDetail(detail, { eventId: "f".repeat(32), now: at });

describe("a fresh detail", () => {
  it("has an id, times and a later sequence of its own, and all else as it was", () => {
    const time = "2026-11-29T12:00:00.000Z";
    expect(fresh(order())).toEqual({
      ...order(),
      metadata: expect.objectContaining({
        ...{ eventId: "f".repeat(32), occurredAt: time, publishedAt: time, subject: "Order/1" },
        sequence: (1n + BigInt(now)).toString().padStart(40, "0"),
      }),
    });
  });

  it("grows its sequence with time, in as many digits, and stays below those of DynamoDB's streams", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 15n), fc.nat(1_000_000), (sequence, later) => {
        const detail = { metadata: { sequence: sequence.toString().padStart(40, "0") }, data: {} };
        const of = (at: number) => (fresh(detail, at) as typeof detail).metadata.sequence;
        expect(of(now + later + 1) > of(now + later)).toBe(true);
        expect(of(now) > detail.metadata.sequence).toBe(true);
        expect(of(now)).toHaveLength(40);
        expect(BigInt(of(now)) < 10n ** 20n).toBe(true);
      }),
    );
  });

  it.each([[{ data: {} }], [{ metadata: 3 }], ["text"], [null], [{ metadata: { subject: "s" }, data: {} }]])(
    "leaves what is no detail, and fields that are not there, as they are: %j",
    detail => {
      expect(fresh(detail)).toEqual(detail);
    },
  );
});
