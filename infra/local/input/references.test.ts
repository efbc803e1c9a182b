import { expect, it } from "vitest";
import { createReferences, type HeldResources } from "./references.ts";

const observation = (subject: string, ...performers: string[]) => ({
  ...{ resourceType: "Observation", subject: { reference: subject } },
  performer: performers.map(reference => ({ reference })),
});

it("names the first dangling reference in the input, and the number of others", () => {
  const references = createReferences();
  const at = (line: number) => ({ file: "in.ndjson", line });
  references.note(observation("Patient/a", "Practitioner/x/_history/2", "#inside"), at(1));
  references.note(observation("Patient/a", "Practitioner/b", "https://other.example/Patient/a"), at(2));
  references.note(observation("urn:uuid:1", "Practitioner/x", "Patient?identifier=1"), {
    ...at(3),
    pointer: "/entry/7",
  });
  references.note(observation("Location?name=Here", "Patient?family=Many", "Patient?identifier=1"), at(4));
  const matches = {
    "Location?name=Here": { literal: "Location/l" },
    "Patient?family=Many": { literal: undefined, several: true },
  };
  const store: HeldResources = {
    exists: (type, id) => `${type}/${id}` === "Practitioner/b",
    match: reference => matches[reference as keyof typeof matches] ?? { literal: undefined, several: false },
  };
  const found = [...references.leadingNowhere(store)];
  references.close();
  expect(found).toEqual([
    { at: { ...at(1), pointer: "/subject/reference" }, more: 1, reason: "absent" },
    { at: { ...at(1), pointer: "/performer/0/reference" }, more: 1, reason: "absent" },
    { at: { ...at(3), pointer: "/entry/7/subject/reference" }, more: 0, reason: "absent" },
    { at: { ...at(3), pointer: "/entry/7/performer/1/reference" }, more: 1, reason: "unmatched" },
    { at: { ...at(4), pointer: "/performer/0/reference" }, more: 0, reason: "ambiguous" },
  ]);
});
