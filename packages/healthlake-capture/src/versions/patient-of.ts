import type { Reference, Resource } from "@tributary/fhir/resource";

/**
 * Elements by which a resource says which patient it is about; of those that R4's patient compartment names, the ones that
 * make a resource be about a patient rather than mention one. https://hl7.org/fhir/R4/compartmentdefinition-patient.html
 */
const ABOUT = ["patient", "subject", "beneficiary", "for", "individual"] as const;

/** The references by which a resource says which patient it is about, the one that counts first. */
export function referencesToPatient(resource: Resource): readonly Reference[] {
  const elements = resource as unknown as Readonly<Record<string, unknown>>;
  return ABOUT.flatMap(name => {
    const element = elements[name];
    return typeof element === "object" && element !== null && !Array.isArray(element) ? [element as Reference] : [];
  });
}

/**
 * The id of the Patient of a data store that a resource is about, by a reference to it, relative or absolute, of a
 * version or not; of a Patient, itself. Undefined when it is about none, about one of another server, or names one by
 * identifier.
 */
export function patientOf(resource: Resource, datastoreId: string): string | undefined {
  if (resource.resourceType === "Patient") return resource.id;
  for (const { reference } of referencesToPatient(resource)) {
    const { root, id } = REFERENCE.exec(reference ?? "")?.groups ?? {};
    // Of another server, the same id is somebody else.
    if (id !== undefined && (root === undefined || root.endsWith(`/datastore/${datastoreId}/r4/`))) return id;
  }
  return undefined;
}

const REFERENCE =
  /^(?<root>https:\/\/.{1,2000}\/)?Patient\/(?<id>[A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;
