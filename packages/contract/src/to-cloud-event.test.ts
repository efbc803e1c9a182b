import { expect, test } from "vitest";
import type { EventDetail } from "./event-contract.ts";
import { fromCloudEvent, toCloudEvent } from "./to-cloud-event.ts";

const detail: EventDetail = {
  metadata: {
    eventId: "0123456789abcdef0123456789abcdef",
    occurredAt: "2026-03-01T08:15:30.000Z",
    publishedAt: "2026-03-01T08:15:31.250Z",
    subject: "Patient/p-1",
    sequence: "0000000000000000000000000000004000000001",
    correlationId: "intake-1",
    causationId: "change-1",
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4731-00f067aa0ba902b1-01",
    dataschema: "https://tributary.example/schemas/patient-record-changed.v1.schema.json",
    tenantId: "north",
  },
  data: { change: "deleted" },
};
const contract = { source: "tributary.patient-registry", detailType: "PatientRecordChanged.v1" };

test("an event becomes a CloudEvent that keeps every attribute", () => {
  expect(toCloudEvent(contract, detail)).toEqual({
    specversion: "1.0",
    id: "0123456789abcdef0123456789abcdef",
    source: "tributary.patient-registry",
    type: "PatientRecordChanged.v1",
    subject: "Patient/p-1",
    time: "2026-03-01T08:15:30.000Z",
    datacontenttype: "application/json",
    dataschema: "https://tributary.example/schemas/patient-record-changed.v1.schema.json",
    sequence: "0000000000000000000000000000004000000001",
    correlationid: "intake-1",
    causationid: "change-1",
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4731-00f067aa0ba902b1-01",
    publishedat: "2026-03-01T08:15:31.250Z",
    tenantid: "north",
    data: { change: "deleted" },
  });
});

test("every attribute name is one that CloudEvents allows", () => {
  const names = Object.keys(toCloudEvent(contract, detail));
  expect(names.filter(name => !/^[a-z0-9]{1,20}$/.test(name))).toEqual([]);
});

test("a CloudEvent leads back to the event, with or without a tenant", () => {
  const { tenantId: _tenant, ...metadata } = detail.metadata;
  for (const each of [detail, { ...detail, metadata }])
    expect(fromCloudEvent(toCloudEvent(contract, each))).toEqual(each);
});
