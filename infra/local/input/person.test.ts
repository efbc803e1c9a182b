import { expect, test } from "vitest";
import { asPerson, PERSON } from "./person.ts";

test("adds the person's identifier to a Patient without one, and changes nothing else", () => {
  const mrn = { system: "urn:mrn", value: "1" };
  const person = asPerson({ resourceType: "Patient", id: "a", identifier: [mrn] });
  expect(person).toEqual({ resourceType: "Patient", id: "a", identifier: [mrn, { system: PERSON, value: "a" }] });
  expect(asPerson(person)).toBe(person);
  const other = { resourceType: "Observation", id: "a", status: "final", code: { text: "weight" } } as const;
  expect(asPerson(other)).toBe(other);
});
