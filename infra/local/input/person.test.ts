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

test.each([
  ["has no value", { system: PERSON }],
  ["has a blank value", { system: PERSON, value: " " }],
  ["is old", { system: PERSON, value: "b", use: "old" } as const],
])("adds the person's identifier to a Patient whose own %s", (_, own) => {
  const person = asPerson({ resourceType: "Patient", id: "a", identifier: [own] });
  expect(person).toMatchObject({ identifier: [own, { system: PERSON, value: "a" }] });
});
