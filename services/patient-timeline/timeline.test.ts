import type { FhirResourceChangedV1Detail } from "@tributary/contracts/fhir-resource-changed.v1";
import { evolve } from "@tributary/delivery/newest-items";
import type { Resource } from "@tributary/fhir/resource";
import { assertDecider } from "@tributary/testkit/assert-decider";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide, type RegistryDetail, type TimelineEntry } from "./timeline.ts";

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
  expect(decide({ metadata, data })).toEqual({
    pk: "PATIENT#p1",
    sk: "RECORD",
    deleted: false,
    ...{ sequence, occurredAt, eventId, correlationId },
    image: { ...image, gender: "male" },
  });
});

test("keeps an address beside its patient's record", () => {
  const data = { change: "created", key: { patientId: "p1", addressId: "2" }, after: address } as const;
  expect(decide({ metadata, data })).toMatchObject({ pk: "PATIENT#p1", sk: "ADDRESS#2", image: address });
});

test("keeps nothing of a deleted subject except its tombstone", () => {
  const data = { change: "deleted", key: { patientId: "p1" }, before: image } as const;
  const entry = decide({ metadata, data });
  expect(entry).not.toHaveProperty("image");
  expect(entry).toMatchObject({ sk: "RECORD", sequence: metadata.sequence, deleted: true });
});

const observed = (versionId: number, change: "updated" | "deleted"): FhirResourceChangedV1Detail => ({
  metadata: { ...metadata, sequence: String(versionId).padStart(40, "0") },
  data: {
    ...{ change, key: { datastoreId: "d", resourceType: "Observation", id: "o" }, versionId: String(versionId) },
    ...{ lastUpdated: "2026-01-01T00:00:00.000Z", origin: "subscription", echo: false },
  },
});
const about = (patient: string, secret: string) =>
  ({
    ...{ resourceType: "Observation", id: "o", status: "final", code: { text: secret } },
    subject: { reference: `Patient/${patient}` },
  }) as Resource;

test("keeps of a FHIR resource its version and its owner, and no content", () => {
  const entry = decide(observed(3, "updated"), about("f-1", "Secret"));
  expect(entry).toMatchObject({ owner: "FHIR#Patient/f-1", resource: { versionId: "3" }, deleted: false });
  expect(JSON.stringify(entry)).not.toContain("Secret");
  expect(decide(observed(4, "deleted"), about("f-1", ""))).toMatchObject({ owner: "FHIR#Patient/f-1", deleted: true });
});

const registered = (sequence: number, isDeleted: boolean): RegistryDetail => ({
  metadata: { ...metadata, sequence: String(sequence).padStart(40, "0") },
  data: {
    key: { patientId: "p1" },
    ...(isDeleted ? { change: "deleted", before: image } : { change: "updated", before: image, after: image }),
  },
});

describe("an entry ends with its newest event, in whatever order and however often events come,", () => {
  test("of the registry", () => {
    assertDecider<RegistryDetail, TimelineEntry, TimelineEntry>(
      { decide: event => decide(event), evolve: (state, event) => evolve(state, decide(event)) },
      { inputs: fc.nat(40).map(sequence => registered(sequence, sequence % 3 === 0)) },
    );
  });

  test("of a FHIR resource that moves between patients", () => {
    const owner = (event: FhirResourceChangedV1Detail) => about(`f-${Number(event.data.versionId) % 3}`, "");
    assertDecider<FhirResourceChangedV1Detail, TimelineEntry, TimelineEntry>(
      {
        decide: event => decide(event, owner(event)),
        evolve: (state, event) => evolve(state, decide(event, owner(event))),
      },
      { inputs: fc.nat(40).map(version => observed(version, version % 4 === 0 ? "deleted" : "updated")) },
    );
  });
});
