import { readFileSync } from "node:fs";
import { arbitraryFor } from "@tributary/contract-tools/arbitrary";
import type { AddressImage } from "@tributary/contracts/address-changed.v1";
import type { PatientImage } from "@tributary/contracts/patient-record-changed.v1";
import type { Patient } from "@tributary/fhir/resource";
import { validateResource } from "@tributary/fhir/validate-resource";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fhirPatient, isSame } from "./fhir-patient.ts";
import type { PatientState } from "./patient-state.ts";

const image: PatientImage = {
  patientId: "p-1",
  familyName: "Rivers",
  givenNames: ["Ada", "Joy"],
  birthDate: "1970-02",
  gender: "female",
  active: true,
  identifiers: [{ system: "urn:mrn", value: "1" }, { value: "loose" }],
  telecom: [{ system: "phone", value: "555", use: "home" }],
};
const address: AddressImage = { patientId: "p-1", addressId: "1", use: "home", lines: ["1 Bank"], city: "Delta" };
const sequence = "1".padStart(40, "0");
const state = (over: Partial<PatientState> = {}): PatientState => ({
  patientId: "p-1",
  record: { sequence, image },
  addresses: { "1": { sequence, image: address }, "2": { sequence } },
  cause: { eventId: "e".repeat(32), correlationId: "c" },
  ...over,
});

test("says all that the registry says, and how to find it", () => {
  expect(fhirPatient(state())).toEqual({
    resourceType: "Patient",
    identifier: [
      { system: "urn:tributary:patient-registry", value: "p-1" },
      { system: "urn:mrn", value: "1" },
      { value: "loose" },
    ],
    active: true,
    gender: "female",
    birthDate: "1970-02",
    name: [{ use: "official", family: "Rivers", given: ["Ada", "Joy"] }],
    telecom: [{ system: "phone", value: "555", use: "home" }],
    address: [{ use: "home", line: ["1 Bank"], city: "Delta" }],
  });
});

test("says of a date in the year 0, which FHIR does not know, that it cannot be said", () => {
  const patient = fhirPatient(state({ record: { sequence, image: { ...image, birthDate: "0000-02" } } }));
  expect([validateResource(patient).valid, patient.birthDate]).toEqual([true, undefined]);
  expect(patient).toMatchObject({ _birthDate: { extension: [{ valueCode: "unsupported" }] } });
});

test("keeps what others say of the patient, and none of what the registry says no more", () => {
  const current: Patient = {
    resourceType: "Patient",
    id: "f",
    meta: { versionId: "3", tag: [{ system: "urn:ward", code: "7" }] },
    identifier: [
      { system: "urn:tributary:patient-registry", value: "p-1" },
      { system: "urn:mrn", value: "old" },
      { system: "urn:insurer", value: "x" },
    ],
    maritalStatus: { text: "unknown" },
    name: [{ family: "Before" }],
    address: [{ city: "Elsewhere" }],
    deceasedDateTime: "2020-01-01",
    ...{ _birthDate: { extension: [{ url: "urn:told", valueCode: "unsupported" }] } },
  };
  const next = fhirPatient(state({ addresses: {} }), current);
  expect(next).toMatchObject({ id: "f", maritalStatus: { text: "unknown" }, name: [{ family: "Rivers" }] });
  expect(next.identifier?.map(({ system, value }) => [system, value])).toEqual([
    ["urn:tributary:patient-registry", "p-1"],
    ["urn:mrn", "1"],
    [undefined, "loose"],
    ["urn:insurer", "x"],
  ]);
  expect(next).not.toHaveProperty("address");
  expect(next).not.toHaveProperty("_birthDate");
  expect(next).not.toHaveProperty("deceasedDateTime");
  const dead = { record: { sequence, image: { ...image, deceased: true } } };
  expect(fhirPatient(state(dead), current)).toMatchObject({ deceasedDateTime: "2020-01-01" });
  expect(fhirPatient(state(dead))).toMatchObject({ deceasedBoolean: true });
});

test("compares what is said, not how it was written", () => {
  const one = fhirPatient(state());
  const { resourceType, ...rest } = one;
  expect(isSame(one, { ...rest, resourceType, meta: { versionId: "9" } })).toBe(true);
  expect(isSame(one, { ...one, active: false })).toBe(false);
});

test("is valid FHIR whatever the contracts allow, and the same when it is made again over itself", () => {
  const schemaOf = (stem: string) =>
    JSON.parse(readFileSync(new URL(`../../contracts/schemas/${stem}.v1.schema.json`, import.meta.url), "utf8"));
  const imageOf = (stem: string) => {
    const { $defs, $id } = schemaOf(stem);
    return arbitraryFor({ $id, ...$defs.image }, new Map([[$id, schemaOf(stem)]]), $id);
  };
  const images = fc.tuple(
    imageOf("patient-record-changed") as fc.Arbitrary<PatientImage>,
    fc.array(imageOf("address-changed") as fc.Arbitrary<AddressImage>, { maxLength: 3 }),
  );
  fc.assert(
    fc.property(images, ([patient, addresses]) => {
      const made = fhirPatient({
        ...state(),
        record: { sequence, image: patient },
        addresses: Object.fromEntries(addresses.map((one, index) => [String(index), { sequence, image: one }])),
      });
      expect(validateResource(made)).toMatchObject({ valid: true });
    }),
  );
  expect(isSame(fhirPatient(state(), fhirPatient(state())), fhirPatient(state()))).toBe(true);
});
