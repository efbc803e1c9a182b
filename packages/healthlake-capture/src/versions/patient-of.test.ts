import type { Resource } from "@tributary/fhir/resource";
import { describe, expect, test } from "vitest";
import { patientOf } from "./patient-of.ts";

const DATASTORE = "0af7651916cd43dd8448eb211c80319c";
const OWN = `https://healthlake.us-east-1.amazonaws.com/datastore/${DATASTORE}/r4`;
const OTHER = `https://healthlake.us-east-1.amazonaws.com/datastore/${"0".repeat(32)}/r4`;
const about = (reference: string) => ({ resourceType: "Observation", subject: { reference } });

describe("a resource is about", () => {
  test.each<[string, object, string | undefined]>([
    ["its patient", about("Patient/f-1"), "f-1"],
    ["its patient by an absolute reference", about(`${OWN}/Patient/f-1`), "f-1"],
    ["its patient by a reference to a version", about("Patient/f-1/_history/3"), "f-1"],
    ["nobody here when it is another data store's patient", about(`${OTHER}/Patient/f-1`), undefined],
    ["nobody here when it is another server's patient", about("https://x.example/r4/Patient/f-1"), undefined],
    [
      "nobody here when a server's name merely ends alike",
      about(`https://x.example/${DATASTORE}/r4/Patient/f-1`),
      undefined,
    ],
    ["nobody when it is about a group", about("Group/g"), undefined],
    ["nobody when it refers by a search", about("Patient?identifier=1"), undefined],
    ["nobody when it refers by identifier", { resourceType: "Task", for: { identifier: { value: "1" } } }, undefined],
    ["nobody when it says it in words", { resourceType: "Task", for: "Patient/f-1" }, undefined],
    ["the beneficiary", { resourceType: "Coverage", beneficiary: { reference: "Patient/f-1" } }, "f-1"],
    ["whom a task is for", { resourceType: "Task", for: { reference: "Patient/f-1" } }, "f-1"],
    ["the patient before other subjects", { ...about("Group/g"), patient: { reference: "Patient/f-1" } }, "f-1"],
    ["itself, being a Patient", { resourceType: "Patient", id: "f-1" }, "f-1"],
  ])("%s", (_, resource, patient) => {
    expect(patientOf(resource as Resource, DATASTORE)).toBe(patient);
  });
});
