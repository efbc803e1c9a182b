import type { EventContract } from "@tributary/contract/event-contract";
import { expect, test } from "vitest";
import { bareDetail } from "./bare-event.ts";

const contract = { schemaId: "https://a.example/x.v1.schema.json" } as EventContract;
const id = "6a7e8feb-b491-4cf7-a9f1-bf3703467718";

test("the id of EventBridge is the event's own, and its time that of the event", () => {
  const { metadata, data } = bareDetail({ id, time: "2026-01-31T12:00:00Z", detail: { a: 1 } }, contract);
  expect(data).toEqual({ a: 1 });
  expect(metadata).toEqual({
    eventId: "6a7e8febb4914cf7a9f1bf3703467718",
    subject: "6a7e8febb4914cf7a9f1bf3703467718",
    correlationId: "6a7e8febb4914cf7a9f1bf3703467718",
    causationId: "6a7e8febb4914cf7a9f1bf3703467718",
    occurredAt: "2026-01-31T12:00:00Z",
    publishedAt: "2026-01-31T12:00:00Z",
    sequence: String(Date.UTC(2026, 0, 31, 12)).padStart(40, "0"),
    traceparent: "00-6a7e8febb4914cf7a9f1bf3703467718-6a7e8febb4914cf7-01",
    dataschema: "https://a.example/x.v1.schema.json",
  });
});

test("an id of another form makes the same event id each time, and others another", () => {
  const eventId = (text: string) => bareDetail({ id: text }, contract).metadata.eventId;
  expect(eventId("partner-1")).toMatch(/^[0-9a-f]{32}$/);
  expect(eventId("partner-1")).toBe(eventId("partner-1"));
  expect(eventId("partner-1")).not.toBe(eventId("partner-2"));
});
