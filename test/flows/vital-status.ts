import type { PatientImage } from "@tributary/contracts/patient-record-changed.v1";
import type { Observation } from "@tributary/fhir/resource";

/** What the registry knows of a patient's being alive; no Observation where it says nothing. */
export function vitalStatus(
  { deceased }: PatientImage,
  { key }: { key: { patientId: string } },
): Observation | undefined {
  if (deceased === undefined) return undefined;
  return {
    resourceType: "Observation",
    status: "final",
    code: { coding: [{ system: "http://loinc.org", code: "67162-8" }], text: "Vital status" },
    subject: { identifier: { system: "urn:tributary:patient-registry", value: key.patientId } },
    valueCodeableConcept: { text: deceased ? "deceased" : "alive" },
  };
}
