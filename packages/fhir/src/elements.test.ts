import { expect, test } from "vitest";
import { elementOf, requiredElements } from "./elements.ts";

test.each([
  ["Observation", ["code", "status"]],
  ["MedicationRequest", ["intent", "medication", "status", "subject"]],
  ["Patient", []],
  ["Tricorder", []],
])("a resource of type %s must have %j", (type, elements) => {
  expect([...requiredElements(type)].sort()).toEqual(elements);
});

test.each([
  ["Patient", "deceasedBoolean", "deceased"],
  ["Patient", "_deceasedDateTime", "deceased"],
  ["Patient", "birthDate", "birthDate"],
  ["Patient", "_birthDate", "birthDate"],
  ["Patient", "name", "name"],
  ["Observation", "valueQuantity", "value"],
  ["Observation", "valueSet", "valueSet"],
  ["Tricorder", "valueQuantity", "valueQuantity"],
])("of %s, the member %s belongs to the element %s", (type, member, element) => {
  expect(elementOf(type, member)).toBe(element);
});
