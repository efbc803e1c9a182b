import type { Patient } from "@tributary/fhir/resource";
import { expect, test } from "vitest";
import {
  type Contribution,
  contribute,
  contributionIn,
  isSaidByOthers,
  isSame,
  type Saying,
  withoutContribution,
} from "./contribution.ts";

const mark = { system: "urn:tributary:patient-registry", value: "p" };
const saying = (over: Partial<Saying> = {}): Saying => ({
  identifier: [mark, { system: "urn:mrn", value: "1" }],
  name: [{ family: "Rivers" }],
  telecom: [],
  address: [],
  values: {},
  ...over,
});
const others: Patient = {
  resourceType: "Patient",
  id: "x",
  meta: { tag: [{ system: "urn:ward", code: "7" }] },
  identifier: [{ system: "urn:mrn", value: "1" }],
  name: [{ family: "Flüsse", given: ["Ada"] }],
  telecom: [{ value: "555" }],
  gender: "female",
  birthDate: "1970-02-01",
  ...{ _birthDate: { extension: [{ url: "urn:time", valueString: "morning" }] } },
  deceasedDateTime: "2020-01-01",
  maritalStatus: { text: "unknown" },
  contact: [{ name: { family: "Brooks" } }],
};

test("adds what others did not say, and takes away exactly that", () => {
  const { patient, contribution } = contribute(others, saying(), "1");
  expect(patient.identifier).toEqual([mark, { system: "urn:mrn", value: "1" }]);
  expect(patient.name).toEqual([{ family: "Rivers" }, { family: "Flüsse", given: ["Ada"] }]);
  expect(patient).toMatchObject({ telecom: [{ value: "555" }], maritalStatus: { text: "unknown" } });
  expect(withoutContribution(patient, contribution)).toEqual(others);
});

test("sets values that others have otherwise, and gives them back", () => {
  const values = { gender: { gender: "male" }, birthDate: { birthDate: "1970-02" }, active: { active: true } };
  const { patient, contribution } = contribute(others, saying({ values }), "1");
  expect(patient).toMatchObject({ gender: "male", birthDate: "1970-02", active: true });
  expect(patient).not.toHaveProperty("_birthDate");
  expect(withoutContribution(patient, contribution)).toEqual(others);
  // Somebody who changed one since then meant it.
  expect(withoutContribution({ ...patient, gender: "other" }, contribution)).toEqual({ ...others, gender: "other" });
});

test("leaves a value with what others know besides: of a death the time, of a birth the extension", () => {
  const values = { deceased: { deceasedBoolean: true }, birthDate: { birthDate: "1970-02-01" } };
  const { patient, contribution } = contribute(others, saying({ values }), "1");
  expect(patient).toMatchObject({ deceasedDateTime: "2020-01-01", _birthDate: { extension: [{ url: "urn:time" }] } });
  expect(patient).not.toHaveProperty("deceasedBoolean");
  expect(contribution.values).toEqual({});
});

test("adds what is said twice once", () => {
  const { patient } = contribute(
    { resourceType: "Patient" },
    saying({ telecom: [{ value: "1" }, { value: "1" }] }),
    "1",
  );
  expect(patient.telecom).toEqual([{ value: "1" }]);
});

test("knows which contribution a version holds: none in what was written without regard to it", () => {
  const first = contribute(others, saying(), "1");
  const second = contribute(others, saying({ name: [{ family: "Lakes" }] }), "2");
  const begun: Contribution[] = [first.contribution, second.contribution];
  expect(contributionIn(first.patient, begun)).toBe(first.contribution);
  expect(contributionIn(second.patient, begun)).toBe(second.contribution);
  expect(contributionIn(others, begun)).toBeUndefined();
  // A data store may keep the tags of the version before.
  expect(contributionIn({ ...others, ...(first.patient.meta && { meta: first.patient.meta }) }, begun)).toBeUndefined();
});

test("tells what others said from how this system came to write it", () => {
  const written = { versionId: "3", source: "urn:tributary:patient-registry", tag: [{ system: "urn:tributary:x" }] };
  expect(isSaidByOthers({ resourceType: "Patient", id: "x", meta: written })).toBe(false);
  expect(isSaidByOthers({ resourceType: "Patient", meta: { tag: [{ system: "urn:ward" }] } })).toBe(true);
  expect(isSaidByOthers({ resourceType: "Patient", language: "en" })).toBe(true);
});

test("compares what is said, not how it was written", () => {
  const one: Patient = { resourceType: "Patient", active: true, gender: "male" };
  expect(isSame(one, { gender: "male", active: true, resourceType: "Patient", meta: { versionId: "9" } })).toBe(true);
  expect(isSame(one, { ...one, active: false })).toBe(false);
});
