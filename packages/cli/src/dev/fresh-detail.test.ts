import { describe, expect, it } from "vitest";
import { freshDetail } from "./fresh-detail.ts";
import { order } from "./orders-fixture.ts";

const now = Date.parse("2026-11-29T12:00:00.000Z");
const LATER = "100000000000000000005";
const fresh = (detail: unknown) => freshDetail(detail, { eventId: "f".repeat(32), now, sequence: LATER });

describe("a fresh detail", () => {
  it("has its own id, times and later sequence, and everything else unchanged", () => {
    const time = "2026-11-29T12:00:00.000Z";
    expect(fresh(order())).toEqual({
      ...order(),
      metadata: expect.objectContaining({
        ...{ eventId: "f".repeat(32), occurredAt: time, publishedAt: time, subject: "Order/1" },
        sequence: LATER.padStart(40, "0"),
      }),
    });
  });

  it("keeps the number of digits of its sequence, so that sequences compare as text", () => {
    const detail = { metadata: { sequence: "7".padStart(40, "0") }, data: {} };
    expect(fresh(detail)).toEqual({ metadata: { sequence: LATER.padStart(40, "0") }, data: {} });
  });

  it("keeps its sequence where it is given none", () => {
    const { sequence } = (order() as { metadata: { sequence: string } }).metadata;
    expect(freshDetail(order(), { eventId: "f".repeat(32), now })).toMatchObject({ metadata: { sequence } });
  });

  it.each([[{ data: {} }], [{ metadata: 3 }], ["text"], [null], [{ metadata: { subject: "s" }, data: {} }]])(
    "leaves what is no detail, and fields that are not there, as they are: %j",
    detail => {
      expect(fresh(detail)).toEqual(detail);
    },
  );
});
