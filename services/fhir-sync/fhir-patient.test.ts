import { readFileSync } from "node:fs";
import type { AddressImage } from "@tributary/contracts/address-changed.v1";
import type { PatientImage } from "@tributary/contracts/patient-record-changed.v1";
import type { Patient } from "@tributary/fhir/resource";
import { validateResource } from "@tributary/fhir/validate-resource";
import { arbitraryFor } from "@tributary/testkit/arbitrary";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contribute, isSame, withoutContribution } from "./contribution.ts";
import { fhirPatient } from "./fhir-patient.ts";
import { MAIN, type Part } from "./item-state.ts";

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
const parts = (of = image): Readonly<Record<string, Part>> => ({
  [MAIN]: { sequence, image: of },
  "address/1": { sequence, image: address },
  "address/2": { sequence },
});

/** A Patient of nobody else's, with what the registry says. */
const made = (of: Readonly<Record<string, Part>>) =>
  contribute<Patient>({ resourceType: "Patient" }, fhirPatient(of, "p-1"), "1").resource;

test("says all that the registry says, its own identifier first", () => {
  expect(made(parts())).toEqual({
    resourceType: "Patient",
    meta: { tag: [{ system: "urn:tributary:contribution", code: "1" }] },
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
  const patient = made(parts({ ...image, birthDate: "0000-02" }));
  expect([validateResource(patient).valid, patient.birthDate]).toEqual([true, undefined]);
  expect(patient).toMatchObject({ _birthDate: { extension: [{ valueCode: "unsupported" }] } });
});

test("leaves out an address that says nothing", () => {
  const nothing = { sequence, image: { patientId: "p-1", addressId: "3", lines: [] } };
  const patient = made({ ...parts(), "address/3": nothing });
  expect([validateResource(patient).valid, patient.address?.length]).toEqual([true, 1]);
  expect(made({ [MAIN]: parts()[MAIN]!, "address/3": nothing })).not.toHaveProperty("address");
});

test("keeps every white space that FHIR knows, and puts a blank for control characters", () => {
  const names = { familyName: "van\u00a0der Berg", givenNames: ["佐藤\u3000花子", "A\u000bB\u0001C\tD"] };
  const patient = made(parts({ ...image, ...names }));
  expect(validateResource(patient).valid).toBe(true);
  expect(patient.name).toMatchObject([{ family: "van\u00a0der Berg", given: ["佐藤\u3000花子", "A B C\tD"] }]);
});

test("is valid FHIR whatever the contracts allow, and gone without a trace when it is taken back", () => {
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
      const belonging = addresses.map((one, index) => [`address/${index}`, { sequence, image: one }] as const);
      const all = { [MAIN]: { sequence, image: patient }, ...Object.fromEntries(belonging) };
      const saying = fhirPatient(all, patient.patientId);
      const made = contribute<Patient>({ resourceType: "Patient" }, saying, "1");
      expect(validateResource(made.resource)).toMatchObject({ valid: true });
      const others = withoutContribution(made.resource, made.contribution);
      expect(others).toEqual({ resourceType: "Patient" });
      expect(isSame(contribute(others, saying, "2").resource, made.resource)).toBe(true);
    }),
  );
});
