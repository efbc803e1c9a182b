import fc from "fast-check";
import { expect, test } from "vitest";
import { decide, type TimelineEntry, timelineEntry } from "./timeline.ts";

const metadata = {
  eventId: "e".repeat(32),
  occurredAt: "2026-01-01T00:00:00Z",
  publishedAt: "2026-01-01T00:00:01Z",
  subject: "Patient/p1",
  sequence: "7".padStart(40, "0"),
  correlationId: "c",
  causationId: "k",
  traceparent: "t",
  dataschema: "urn:s",
};
const image = { patientId: "p1", givenNames: [], identifiers: [], telecom: [] };
const address = { patientId: "p1", addressId: "2", lines: [] };

test("stores the current state", () => {
  const data = {
    change: "updated",
    key: { patientId: "p1" },
    before: image,
    after: { ...image, gender: "male" },
  } as const;
  const { sequence, occurredAt, eventId, correlationId } = metadata;
  expect(timelineEntry({ metadata, data })).toEqual({
    partition: "PATIENT#p1",
    part: "RECORD",
    deleted: false,
    ...{ sequence, occurredAt, eventId, correlationId },
    image: { ...image, gender: "male" },
  });
});

test("keeps an address beside its patient's record", () => {
  const data = { change: "created", key: { patientId: "p1", addressId: "2" }, after: address } as const;
  expect(timelineEntry({ metadata, data })).toMatchObject({
    partition: "PATIENT#p1",
    part: "ADDRESS#2",
    image: address,
  });
});

test("keeps nothing of a deleted thing except its tombstone", () => {
  const data = { change: "deleted", key: { patientId: "p1" }, before: image } as const;
  const entry = timelineEntry({ metadata, data });
  expect(entry).not.toHaveProperty("image");
  expect(entry).toMatchObject({ part: "RECORD", sequence: metadata.sequence, deleted: true });
});

const entry = (sequence: number, gone = false): TimelineEntry => ({
  partition: "PATIENT#p1",
  part: "RECORD",
  deleted: gone,
  sequence: String(sequence).padStart(40, "0"),
  occurredAt: "2026-01-01T00:00:00Z",
  eventId: String(sequence),
  correlationId: "c",
  ...(!gone && { image }),
});

test("applies newer events, and ignores older and equal ones", () => {
  expect(decide(undefined, entry(1))).toEqual({ outcome: "next", entry: entry(1) });
  expect(decide(entry(1), entry(2))).toEqual({ outcome: "next", entry: entry(2) });
  expect(decide(entry(2), entry(2))).toEqual({ outcome: "stale" });
  expect(decide(entry(10), entry(9))).toEqual({ outcome: "stale" });
});

test("is not brought back by an older event when it is gone", () => {
  expect(decide(entry(5, true), entry(4))).toEqual({ outcome: "stale" });
});

test("ends with the newest event, in whatever order and however often they come", () => {
  const sequences = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1 });
  fc.assert(
    fc.property(sequences, fc.func(fc.boolean()), (arrived, gone) => {
      let state: TimelineEntry | undefined;
      for (const sequence of arrived) {
        const decision = decide(state, entry(sequence, gone(sequence)));
        if (decision.outcome === "next") state = decision.entry;
      }
      const newest = Math.max(...arrived);
      expect(state).toEqual(entry(newest, gone(newest)));
    }),
  );
});
