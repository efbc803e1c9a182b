import { readFileSync } from "node:fs";
import type { OutgoingEvent } from "@tributary/bus/outgoing-event";
import { prepareEntry } from "@tributary/bus/prepare-entry";
import { subscribe } from "@tributary/bus/subscribe";
import { OPAQUE_ID } from "@tributary/contract/opaque-id";
import {
  PatientRecordChangedV1,
  type PatientRecordChangedV1Detail,
} from "@tributary/contracts/patient-record-changed.v1";
import { memoryQuarantine } from "@tributary/delivery/memory-quarantine";
import type { SQSEvent } from "aws-lambda";
import { describe, expect, test } from "vitest";

const LIMIT = 1_000_000;
const NOW = "2026-01-01T00:00:00Z";
const UUID = "8d1f3c55-8b1c-4a8e-bb0f-5a3e1c9d2b77";

const event = (change: Partial<OutgoingEvent> = {}, system = "urn:mrn"): OutgoingEvent => ({
  contract: PatientRecordChangedV1,
  data: {
    change: "created",
    key: { patientId: "p" },
    after: { patientId: "p", givenNames: [], telecom: [], identifiers: [{ system, value: "1" }] },
  },
  subject: "Patient/p",
  sequence: "1".padStart(40, "0"),
  identity: "i",
  correlationId: UUID,
  causationId: UUID,
  ...change,
});

const privateTexts = ["peter.chalmers@example.org", "444-22-2222", "Peter Chalmers", "Peter_Chalmers", "peter-1974"];

test("the ids of the metadata keep to the one grammar of opaque ids", () => {
  const schema = JSON.parse(readFileSync("packages/contract-tools/schemas/event-metadata.v1.schema.json", "utf8"));
  const { correlationId, causationId, tenantId } = schema.properties;
  for (const { pattern } of [correlationId, causationId, tenantId]) expect(pattern).toBe(OPAQUE_ID);
});

describe.each(privateTexts)("%s", text => {
  test("is not passed on by a producer as correlation or cause: the event's own id takes its place", () => {
    const prepared = prepareEntry(event({ correlationId: text, causationId: text }), NOW, LIMIT);
    if (prepared.outcome !== "ready") throw new Error(prepared.outcome);
    const { eventId, correlationId, causationId } = prepared.detail.metadata;
    expect([correlationId, causationId]).toEqual([eventId, eventId]);
    expect(prepared.text).not.toContain(text);
  });

  test("is refused as a tenant and as the system of an identifier", () => {
    expect(prepareEntry(event({ tenantId: text }), NOW, LIMIT)).toMatchObject({
      outcome: "invalid",
      violations: [{ pointer: "/metadata/tenantId", keyword: "pattern" }],
    });
    expect(prepareEntry(event({}, text), NOW, LIMIT)).toMatchObject({
      outcome: "invalid",
      violations: [{ pointer: "/data/after/identifiers/0/system", keyword: "pattern" }],
    });
  });

  test("in an older event is handled, neither logged nor passed on", async () => {
    const prepared = prepareEntry(event(), NOW, LIMIT);
    if (prepared.outcome !== "ready") throw new Error(prepared.outcome);
    const old = structuredClone(prepared.detail) as PatientRecordChangedV1Detail;
    Object.assign(old.metadata, { correlationId: text, causationId: text, tenantId: text });
    if (old.data.change === "created") Object.assign(old.data.after.identifiers[0]!, { system: text });
    const { eventId } = old.metadata;

    const handled: PatientRecordChangedV1Detail[] = [];
    const logged: unknown[] = [];
    const write = (...line: unknown[]) => void logged.push(line);
    const delivery = { order: "sequence", dedupe: "sequence" } as const;
    const consume = subscribe({
      service: "test",
      receives: { "PatientRecordChanged.v1": { contract: PatientRecordChangedV1, bus: "clinical", delivery } },
      handlers: {
        "PatientRecordChanged.v1": {
          async guarded(detail) {
            handled.push(detail);
            throw new Error("a failure, which is logged");
          },
        },
      },
      dependencies: () => ({
        quarantine: memoryQuarantine().quarantine,
        log: { info: write, warn: write, error: write },
      }),
    });
    const body = JSON.stringify({
      source: PatientRecordChangedV1.source,
      "detail-type": "PatientRecordChanged.v1",
      detail: old,
    });
    const record = { messageId: "m", body, attributes: { SentTimestamp: "0", ApproximateReceiveCount: "1" } };
    await consume({ Records: [record] } as unknown as SQSEvent, { getRemainingTimeInMillis: () => 10_000 });

    expect(handled).toMatchObject([
      { metadata: { correlationId: eventId, causationId: eventId, tenantId: text }, data: old.data },
    ]);
    expect(logged).not.toEqual([]);
    expect(JSON.stringify(logged)).not.toContain(text);
    expect(JSON.stringify(PatientRecordChangedV1.redact(old))).not.toContain(text);
  });
});

test.each([
  "urn:mrn",
  "urn:oid:2.16.840.1.113883.4.1",
  "urn:oid:1.2.840.114350.1.13.0.1.7.5.737384.14",
  "urn:uuid:8d1f3c55-8b1c-4a8e-bb0f-5a3e1c9d2b77",
  "urn:ietf:rfc:3986",
  "urn:dicom:uid",
  "http://hl7.org/fhir/sid/us-ssn",
  "http://hl7.org/fhir/sid/us-npi",
  "http://hl7.org/fhir/sid/us-mbi",
  "http://hl7.org/fhir/sid/passport-USA",
  "http://terminology.hl7.org/CodeSystem/v2-0203",
  "https://fhir.nhs.uk/Id/nhs-number",
  "http://ns.electronichealth.net.au/id/hi/ihi/1.0",
  "https://standards.digital.health.nz/ns/nhi-id",
  "http://fhir.de/sid/gkv/kvid-10",
  "http://fhir.nl/fhir/NamingSystem/bsn",
  "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn",
  "http://rnds-fhir.saude.gov.br/NamingSystem/cpf",
  "http://sys-ids.kemkes.go.id/organization/1000001",
  "https://github.com/synthetichealth/synthea",
  "http://open.epic.com/FHIR/StructureDefinition/patient-mrn-id",
  "https://10.0.0.5:8080/fhir/main-hospital/patient-identifier",
])("%s is the system of an identifier", system => {
  const prepared = prepareEntry(event({ tenantId: UUID }, system), NOW, LIMIT);
  expect(prepared.outcome).toBe("ready");
});

// As docs/identity.md says.
test.each([
  "http://ns.electronichealth.net.au/id/hpio-scoped/prescription/1.0/8003628233352432",
  "http://example.org/patients/444222222",
  "http://example.org/444-22-2222",
  "http://example.org/born/1974-12-25",
  "http://peter@example.org/mrn",
  "https://example.org/mrn?of=Peter",
  "https://example.org/Peter%20Chalmers",
  "2.16.840.1.113883.4.1",
])("%s is refused, as it could hold a person's data or is no URI", system => {
  expect(prepareEntry(event({ tenantId: UUID }, system), NOW, LIMIT)).toMatchObject({
    outcome: "invalid",
    violations: [{ pointer: "/data/after/identifiers/0/system", keyword: "pattern" }],
  });
});
