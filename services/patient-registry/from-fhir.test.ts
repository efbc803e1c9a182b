import { readdirSync, readFileSync } from "node:fs";
import { marshall } from "@aws-sdk/util-dynamodb";
import { prepareEntry } from "@tributary/bus/prepare-entry";
import { itemChange } from "@tributary/change-event/item-change";
import { describe, expect, test } from "vitest";
import { fromFhir, type RegistryItem } from "./from-fhir.ts";
import { decide } from "./patient.ts";

const writing = { updatedAt: "2026-01-01T00:00:00Z", correlationId: "load-1" };
const examples = new URL("../../node_modules/hl7.fhir.r4.examples/", import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, examples), "utf8"));
const items = (resource: unknown): readonly RegistryItem[] => {
  const result = fromFhir(resource, writing);
  if (!result.valid) throw new Error("refused");
  return result.value;
};

describe("HL7's example patients", () => {
  const files = readdirSync(examples).filter(file => /^Patient-.*\.json$/.test(file));

  test("are there", () => {
    expect(files.length).toBeGreaterThanOrEqual(20);
  });

  test.each(files)("%s becomes items whose every event is valid", file => {
    const resource = read(file) as { address?: unknown[] };
    const all = items(resource);
    expect(all).toHaveLength(1 + (resource.address?.length ?? 0));
    for (const [index, item] of all.entries()) {
      const record = {
        eventID: "e",
        eventName: "INSERT",
        eventSourceARN: "stream",
        dynamodb: {
          Keys: marshall({ pk: item.pk, sk: item.sk }),
          NewImage: marshall(item),
          SequenceNumber: String(index),
        },
      };
      const change = itemChange(record);
      const events = change.valid ? decide(change.value) : change;
      expect(events).toMatchObject({ valid: true, value: [expect.anything()] });
      for (const event of events.valid ? events.value : [])
        expect(prepareEntry(event, "2026-01-01T00:00:00Z", 256 * 1024)).toMatchObject({ outcome: "ready" });
    }
  });
});

test("takes of the well-known example what the registry keeps", () => {
  const [patient, address] = items(read("Patient-example.json"));
  expect(patient).toMatchObject({
    pk: "PATIENT#example",
    sk: "PATIENT#example",
    itemType: "Patient",
    patientId: "example",
    familyName: "Chalmers",
    givenNames: ["Peter", "James"],
    birthDate: "1974-12-25",
    gender: "male",
    active: true,
    deceased: false,
    correlationId: "load-1",
    updatedAt: "2026-01-01T00:00:00Z",
  });
  expect(patient?.telecom).toContainEqual({ system: "phone", value: "(03) 5555 6473", use: "work" });
  expect(address).toMatchObject({ pk: "PATIENT#example", sk: "ADDRESS#1", addressId: "1", lines: ["534 Erewhon St"] });
});

test("prefers the official name, and never an old one while there is another", () => {
  const named = (...name: object[]) => items({ resourceType: "Patient", id: "1", name })[0]?.familyName;
  expect(named({ family: "a" }, { use: "official", family: "b" })).toBe("b");
  expect(named({ use: "old", family: "a" }, { use: "usual", family: "b" })).toBe("b");
  expect(named({ use: "old", family: "a" })).toBe("a");
  expect(named()).toBeUndefined();
});

test("treats a date of death as a death", () => {
  const deceased = (fields: object) => items({ resourceType: "Patient", id: "1", ...fields })[0]?.deceased;
  expect(deceased({ deceasedDateTime: "2015-02-14" })).toBe(true);
  expect(deceased({ deceasedBoolean: false })).toBe(false);
  expect(deceased({})).toBeUndefined();
});

test("takes no identifier that is old: it may be another patient's by now", () => {
  const identifier = [
    { system: "urn:mrn", value: "1", use: "old" },
    { system: "urn:mrn", value: "2", use: "usual" },
  ];
  const [patient] = items({ resourceType: "Patient", id: "1", identifier });
  expect(patient?.identifiers).toEqual([{ system: "urn:mrn", value: "2" }]);
});

test("skips nulls and entries without a value, where FHIR keeps extensions", () => {
  const [patient, address] = items({
    resourceType: "Patient",
    id: "1",
    name: [{ given: [null, "Ada"] }],
    telecom: [{ system: "phone" }, { value: "1" }],
    address: [{ line: [null, "x"] }],
  });
  expect(patient).toMatchObject({ givenNames: ["Ada"], telecom: [{ value: "1" }] });
  expect(address).toMatchObject({ lines: ["x"] });
});

test.each([
  ["no resource", null, "/resourceType"],
  ["another resource", { resourceType: "Observation", id: "1" }, "/resourceType"],
  ["a patient without id", { resourceType: "Patient" }, "/id"],
  ["a patient with an id that FHIR does not allow", { resourceType: "Patient", id: "a/b" }, "/id"],
])("refuses %s", (_, resource, pointer) => {
  expect(fromFhir(resource, writing)).toMatchObject({ valid: false, violations: [{ pointer }] });
});
