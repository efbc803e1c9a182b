import type { FhirResourceChangedV1Detail } from "@tributary/contracts/fhir-resource-changed.v1";
import { memoryNewestItems } from "@tributary/delivery/memory-newest-items";
import type { Resource } from "@tributary/fhir/resource";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decide, type RegistryDetail, TIMELINE, type TimelineEntry } from "./timeline.ts";

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

test("ends with the newest event of each subject, in whatever order and however often they come", async () => {
  const sequence = fc.integer({ min: 1, max: 30 });
  const inputs = fc.array(fc.tuple(fc.constantFrom("patient", "observation"), sequence), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(inputs, fc.func(fc.boolean()), async (arrived, isDeleted) => {
      const entryOf = ([subject, number]: readonly [string, number]) =>
        subject === "patient"
          ? decide(registered(number, isDeleted(number)))
          : decide(observed(number, isDeleted(number) ? "deleted" : "updated"), about(`f-${number % 3}`, ""));
      const timeline = memoryNewestItems<TimelineEntry>(TIMELINE.key);
      for (const input of arrived) await timeline.put(entryOf(input));
      for (const subject of ["patient", "observation"]) {
        const own = arrived.filter(([of]) => of === subject).map(([, number]) => number);
        const newest = own.length === 0 ? undefined : entryOf([subject, Math.max(...own)]);
        const kept = [...timeline.items.values()].find(({ sk }) => (sk === "RECORD") === (subject === "patient"));
        expect(kept).toEqual(newest);
      }
    }),
  );
});
