import type { Reference, Resource } from "@tributary/fhir/resource";

/** Namespace of the registry's ids among the identifiers of a FHIR Patient. */
const REGISTRY = "urn:tributary:patient-registry";

/**
 * Elements by which a resource says which patient it is about; of those that R4's patient compartment names, the ones that
 * make a resource be about a patient rather than mention one. https://hl7.org/fhir/R4/compartmentdefinition-patient.html
 */
const ABOUT = ["patient", "subject", "beneficiary", "for", "individual"] as const;

/**
 * The owner of a FHIR resource in the timeline; undefined when it is about no patient. A FHIR Patient that has the registry's
 * identifier belongs to that patient, where the two sides meet, and so does what refers to a patient by that identifier.
 */
export function ownerOf(resource: Resource): string | undefined {
  if (resource.resourceType === "Patient") {
    const known = resource.identifier?.find(({ system, value }) => system === REGISTRY && value !== undefined);
    return known ? `PATIENT#${known.value}` : fhirOwner(resource.id);
  }
  const elements = resource as unknown as Readonly<Record<string, unknown>>;
  const references = ABOUT.map(name => elements[name] as Reference | undefined);
  const literal = references.map(patientId).find(id => id !== undefined);
  return literal !== undefined ? fhirOwner(literal) : references.map(registryOwner).find(owner => owner !== undefined);
}

function registryOwner(reference: Reference | undefined): string | undefined {
  const { system, value } = reference?.identifier ?? {};
  return system === REGISTRY && value !== undefined ? `PATIENT#${value}` : undefined;
}

/** The owner of the resources about a FHIR Patient. */
export function fhirOwner(id: string | undefined): string | undefined {
  return id === undefined ? undefined : `FHIR#Patient/${id}`;
}

/** Of a reference to a Patient, relative or absolute, of a version or not. */
function patientId({ reference }: Reference = {}): string | undefined {
  if (reference === undefined) return undefined;
  return /(?:^|\/)Patient\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]+)?$/.exec(reference)?.[1];
}
