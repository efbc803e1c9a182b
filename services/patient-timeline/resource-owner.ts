import type { Reference, Resource } from "@tributary/fhir/resource";
import { patientOf, referencesToPatient } from "@tributary/healthlake-capture/patient-of";

/** Namespace of the registry's ids among the identifiers of a FHIR Patient. */
const REGISTRY = "urn:tributary:patient-registry";

/**
 * The owner of a FHIR resource in the timeline; undefined when it is about no patient. A FHIR Patient that has the registry's
 * identifier belongs to that patient, where the two sides meet, and so does what refers to a patient by that identifier.
 */
export function ownerOf(resource: Resource, datastoreId: string): string | undefined {
  if (resource.resourceType === "Patient") {
    const known = resource.identifier?.find(({ system, value }) => system === REGISTRY && value !== undefined);
    if (known !== undefined) return `PATIENT#${known.value}`;
  }
  const patient = patientOf(resource, datastoreId);
  return patient !== undefined
    ? fhirOwner(patient)
    : referencesToPatient(resource)
        .map(registryOwner)
        .find(owner => owner !== undefined);
}

function registryOwner(reference: Reference): string | undefined {
  const { system, value } = reference.identifier ?? {};
  return system === REGISTRY && value !== undefined ? `PATIENT#${value}` : undefined;
}

/** The owner of the resources about a FHIR Patient, `Patient/<id>`. */
export function fhirOwner(patient: string): string {
  return `FHIR#${patient}`;
}
