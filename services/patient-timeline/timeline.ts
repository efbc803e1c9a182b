import type { AddressChangedV1Detail, AddressImage } from "@tributary/contracts/address-changed.v1";
import type {
  FhirResourceChangedV1Data,
  FhirResourceChangedV1Detail,
} from "@tributary/contracts/fhir-resource-changed.v1";
import type { PatientImage, PatientRecordChangedV1Detail } from "@tributary/contracts/patient-record-changed.v1";
import type { Identifier, Resource } from "@tributary/fhir/resource";
import { patientOf, referencesToPatient } from "@tributary/healthlake-capture/patient-of";

/** System of the registry's ids among the identifiers of a FHIR Patient. */
const REGISTRY = "urn:tributary:patient-registry";

/** The index of the timeline's table that finds FHIR resources by their owner. */
export const BY_OWNER = "ByOwner";

/** The newest known state of one subject: a patient's record, one of its addresses, or a FHIR resource. */
export interface TimelineEntry {
  /** `PATIENT#<id in the registry>`, or `RESOURCE#<type>/<id>` of a FHIR resource. */
  readonly pk: string;
  /** `RECORD`, `ADDRESS#<id>` or `FHIR#<type>/<id>`. */
  readonly sk: string;
  /**
   * Whom a FHIR resource is about: `PATIENT#<id in the registry>`, or `FHIR#Patient/<id in the data store>`. It is part of the
   * resource's own entry, so that one write moves the resource from one patient to another; of a deleted one, whose it was. Absent
   * if it is about nobody.
   */
  readonly owner?: string;
  readonly sequence: string;
  readonly occurredAt: string;
  readonly eventId: string;
  readonly correlationId: string;
  /** Whether this is a tombstone: it keeps the sequence, so that no older event brings the subject back. */
  readonly deleted: boolean;
  readonly image?: PatientImage | AddressImage;
  /** The newest version of a FHIR resource. Its content stays in the data store. */
  readonly resource?: FhirReference;
}

/** How the timeline's table holds entries: its key, and what an entry may lack. */
export const TIMELINE = { key: ["pk", "sk"], optional: { owner: true, image: true, resource: true } } as const;

/** Names a version of a FHIR resource. */
export type FhirReference = Pick<FhirResourceChangedV1Data, "versionId" | "lastUpdated" | "echo"> &
  FhirResourceChangedV1Data["key"];

/** An event of the registry. */
export type RegistryDetail = PatientRecordChangedV1Detail | AddressChangedV1Detail;

/** Whether the owner must be read from the version: the event names none, or only the content says whose a Patient is. */
export function needsContent({ data: { key, patient } }: FhirResourceChangedV1Detail): boolean {
  return patient === undefined || key.resourceType === "Patient";
}

/**
 * The entry that an event makes of its subject. `content`: of the version that a FHIR event names, or of the one before a
 * deletion, where `needsContent` says so.
 */
export function decide(event: RegistryDetail | FhirResourceChangedV1Detail, content?: Resource): TimelineEntry {
  const { sequence, occurredAt, eventId, correlationId } = event.metadata;
  const common = { sequence, occurredAt, eventId, correlationId, deleted: event.data.change === "deleted" };
  if (!("resourceType" in event.data.key)) return { ...common, ...registryPart((event as RegistryDetail).data) };
  const fhir = event as FhirResourceChangedV1Detail;
  const { key, versionId, lastUpdated, echo, patient } = fhir.data;
  const told = needsContent(fhir) ? undefined : patient;
  const owner = told !== undefined ? fhirOwner(told) : content && ownerOf(content, key.datastoreId);
  return {
    ...common,
    ...resourcePlace(key.resourceType, key.id),
    ...(owner !== undefined && { owner }),
    resource: { ...key, versionId, lastUpdated, echo },
  };
}

function registryPart(data: RegistryDetail["data"]): Pick<TimelineEntry, "pk" | "sk" | "image"> {
  return {
    pk: patientPartition(data.key.patientId),
    sk: "addressId" in data.key ? `ADDRESS#${data.key.addressId}` : "RECORD",
    ...("after" in data && { image: data.after }),
  };
}

/** The key of a FHIR resource's entry, whoever its owner is. */
export function resourcePlace(resourceType: string, id: string): Pick<TimelineEntry, "pk" | "sk"> {
  return { pk: `RESOURCE#${resourceType}/${id}`, sk: `FHIR#${resourceType}/${id}` };
}

/** The partition of a patient of the registry. */
export function patientPartition(patientId: string): string {
  return `PATIENT#${patientId}`;
}

/**
 * The owner of a FHIR resource; undefined if it is about no patient. A FHIR Patient with the registry's identifier belongs to the
 * registry's patient, where the two sides meet; so does a resource that refers to a patient by that identifier.
 */
export function ownerOf(resource: Resource, datastoreId: string): string | undefined {
  const known = resource.resourceType === "Patient" ? registryOwner(resource.identifier ?? []) : undefined;
  if (known !== undefined) return known;
  const patient = patientOf(resource, datastoreId);
  return patient !== undefined
    ? fhirOwner(patient)
    : registryOwner(referencesToPatient(resource).flatMap(({ identifier }) => identifier ?? []));
}

/** By the identifiers that the synchronisation with the registry goes by, too: old ones may be another patient's by now. */
function registryOwner(identifiers: readonly Identifier[]): string | undefined {
  for (const { system, value, use } of identifiers) {
    const patientId = value?.trim();
    if (system?.trim() === REGISTRY && patientId && use !== "old") return patientPartition(patientId);
  }
  return undefined;
}

/** The owner of the resources about the FHIR Patient of an id. */
export function fhirOwner(id: string): string {
  return `FHIR#Patient/${id}`;
}
