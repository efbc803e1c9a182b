import { expect, test } from "vitest";
import { asPerson, PERSON } from "./person.ts";

test("gives a Patient an identifier of the person, and leaves one that it brings and all else", () => {
  const mrn = { system: "urn:mrn", value: "1" };
  const person = asPerson({ resourceType: "Patient", id: "a", identifier: [mrn] });
  expect(person).toEqual({ resourceType: "Patient", id: "a", identifier: [mrn, { system: PERSON, value: "a" }] });
  expect(asPerson(person)).toBe(person);
  const other = { resourceType: "Observation", id: "a", status: "final", code: { text: "weight" } } as const;
  expect(asPerson(other)).toBe(other);
});
