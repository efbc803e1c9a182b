import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { envelope } from "./envelope.ts";
import { sampleContract, sampleEvent } from "./sample-contract-fixture.ts";

test("gives the same change the same id, whenever it is published", () => {
  const [first, second] = ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"].map(at => envelope(sampleEvent(1), at));
  expect(first?.metadata.publishedAt).not.toBe(second?.metadata.publishedAt);
  expect({ ...first?.metadata, publishedAt: "" }).toEqual({ ...second?.metadata, publishedAt: "" });
});

test("makes the id from stream, sequence number and detail-type", () => {
  const digest = createHash("sha256").update("stream|1|Counted.v1").digest("hex");
  expect(envelope(sampleEvent(1), "").metadata.eventId).toBe(digest.slice(0, 32));
});

test("gives two events of one change two ids", () => {
  const other = { ...sampleEvent(1), contract: sampleContract("Other") };
  expect(envelope(other, "").metadata.eventId).not.toBe(envelope(sampleEvent(1), "").metadata.eventId);
});

test("carries correlation, causation and trace on", () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  expect(envelope({ ...sampleEvent(1), traceparent, tenantId: "t1" }, "").metadata).toMatchObject({
    correlationId: "correlation-1",
    causationId: "cause-1",
    traceparent,
    tenantId: "t1",
  });
});

test("puts events of one correlation in one trace when there is no trace to continue", () => {
  const traces = [1, 2].map(n => envelope({ ...sampleEvent(n), correlationId: "same" }, "").metadata.traceparent);
  expect(traces[0]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(traces[0]?.slice(0, 36)).toBe(traces[1]?.slice(0, 36));
  expect(traces[0]).not.toBe(traces[1]);
});

test("uses the time of publishing for a change of unknown time", () => {
  const { occurredAt: _, ...event } = sampleEvent(1);
  expect(envelope(event, "2026-03-01T00:00:00Z").metadata.occurredAt).toBe("2026-03-01T00:00:00Z");
});
