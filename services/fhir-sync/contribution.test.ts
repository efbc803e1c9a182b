import type { Observation, Patient, ServiceRequest } from "@tributary/fhir/resource";
import { validateResource } from "@tributary/fhir/validate-resource";
import { expect, test } from "vitest";
import {
  type Contribution,
  contribute,
  contributionIn,
  isSaidByOthers,
  isSame,
  withoutContribution,
  withRequired,
} from "./contribution.ts";

const mark = { system: "urn:tributary:patient-registry", value: "p" };
const saying = (over: Partial<Patient> = {}): Patient => ({
  resourceType: "Patient",
  identifier: [mark, { system: "urn:mrn", value: "1" }],
  name: [{ family: "Rivers" }],
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

test("adds only missing content, and removes exactly that", () => {
  const { resource: patient, contribution } = contribute(others, saying(), "1");
  expect(patient.identifier).toEqual([mark, { system: "urn:mrn", value: "1" }]);
  expect(patient.name).toEqual([{ family: "Rivers" }, { family: "Flüsse", given: ["Ada"] }]);
  expect(patient).toMatchObject({ telecom: [{ value: "555" }], maritalStatus: { text: "unknown" } });
  expect(withoutContribution(patient, contribution)).toEqual(others);
});

test("replaces others' values, and restores them", () => {
  const values = { gender: "male", birthDate: "1970-02", active: true } as const;
  const { resource: patient, contribution } = contribute(others, saying(values), "1");
  expect(patient).toMatchObject({ gender: "male", birthDate: "1970-02", active: true });
  expect(patient).not.toHaveProperty("_birthDate");
  expect(withoutContribution(patient, contribution)).toEqual(others);
  // Somebody who changed one since then meant it.
  expect(withoutContribution({ ...patient, gender: "other" }, contribution)).toEqual({ ...others, gender: "other" });
});

test("leaves a value with what others know besides: of a death the time, of a birth the extension", () => {
  const values = { deceasedBoolean: true, birthDate: "1970-02-01" };
  const { resource: patient, contribution } = contribute(others, saying(values), "1");
  expect(patient).toMatchObject({ deceasedDateTime: "2020-01-01", _birthDate: { extension: [{ url: "urn:time" }] } });
  expect(patient).not.toHaveProperty("deceasedBoolean");
  expect(contribution.values).toEqual({});
});

test("does the same in a resource of any type: of a choice one value, of metadata each label", () => {
  const theirs: Observation = {
    ...{ resourceType: "Observation", status: "final", code: { text: "weight" } },
    meta: { profile: ["urn:theirs"], tag: [{ system: "urn:ward", code: "7" }] },
    ...{ valueString: "70", note: [{ text: "by phone" }] },
  };
  const ours: Observation = {
    ...{ resourceType: "Observation", status: "amended", code: { text: "weight" } },
    meta: { profile: ["urn:ours"], security: [{ code: "R" }], tag: [{ system: "urn:ward", code: "8" }] },
    ...{ valueQuantity: { value: 71 }, note: [{ text: "by scale" }] },
  };
  const { resource, contribution } = contribute(theirs, ours, "1");
  expect(resource).toMatchObject({
    status: "amended",
    valueQuantity: { value: 71 },
    note: [{ text: "by scale" }, { text: "by phone" }],
    meta: { profile: ["urn:ours", "urn:theirs"], security: [{ code: "R" }], tag: [{ code: "8" }, { code: "7" }, {}] },
  });
  expect(resource).not.toHaveProperty("valueString");
  expect(validateResource(resource)).toMatchObject({ valid: true });
  expect(withoutContribution(resource, contribution)).toEqual(theirs);
  expect(isSame(resource, contribute(theirs, ours, "2").resource)).toBe(true);
  expect(isSame(resource, { ...resource, meta: { tag: [] } })).toBe(false);
});

test("takes a list with extensions of its elements as one value: they stand beside it by position", () => {
  const request = { resourceType: "ServiceRequest", status: "active", intent: "plan", subject: {} } as const;
  const theirs: ServiceRequest = { ...request, instantiatesUri: ["urn:a"], ...{ _instantiatesUri: [{ id: "1" }] } };
  const ours: ServiceRequest = { ...request, instantiatesUri: ["urn:b"] };
  const { resource, contribution } = contribute(theirs, ours, "1");
  expect(resource).toMatchObject({ instantiatesUri: ["urn:b"] });
  expect(resource).not.toHaveProperty("_instantiatesUri");
  expect(withoutContribution(resource, contribution)).toEqual(theirs);
});

test("leaves of what is taken away the elements that FHIR requires", () => {
  const ours: Observation = { resourceType: "Observation", status: "final", code: { text: "x" }, valueInteger: 1 };
  const { resource, contribution } = contribute<Observation>({ resourceType: "Observation" } as Observation, ours, "1");
  const edited = { ...resource, note: [{ text: "theirs" }] };
  const { meta: _, ...left } = withRequired(withoutContribution(edited, contribution), edited);
  const { valueInteger: _value, ...required } = ours;
  expect(left).toEqual({ ...required, note: edited.note });
});

test("adds duplicates once", () => {
  const { resource: patient } = contribute(
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
  expect(contributionIn(first.resource, begun)).toBe(first.contribution);
  expect(contributionIn(second.resource, begun)).toBe(second.contribution);
  expect(contributionIn(others, begun)).toBeUndefined();
  // A data store may keep the tags of the version before.
  expect(
    contributionIn({ ...others, ...(first.resource.meta && { meta: first.resource.meta }) }, begun),
  ).toBeUndefined();
});

test("separates others' content from this system's provenance", () => {
  const written = { versionId: "3", source: "urn:tributary:patient-registry", tag: [{ system: "urn:tributary:x" }] };
  expect(isSaidByOthers({ resourceType: "Patient", id: "x", meta: written })).toBe(false);
  expect(isSaidByOthers({ resourceType: "Patient", meta: { tag: [{ system: "urn:ward" }] } })).toBe(true);
  expect(isSaidByOthers({ resourceType: "Patient", language: "en" })).toBe(true);
});

test("compares meaning, not spelling", () => {
  const one: Patient = { resourceType: "Patient", active: true, gender: "male" };
  expect(isSame(one, { gender: "male", active: true, resourceType: "Patient", meta: { versionId: "9" } })).toBe(true);
  expect(isSame(one, { ...one, active: false })).toBe(false);
});
