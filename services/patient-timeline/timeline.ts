import type { AddressChangedV1Detail, AddressImage } from "@tributary/contracts/address-changed.v1";
import type {
  FhirResourceChangedV1Data,
  FhirResourceChangedV1Detail,
} from "@tributary/contracts/fhir-resource-changed.v1";
import type { PatientImage, PatientRecordChangedV1Detail } from "@tributary/contracts/patient-record-changed.v1";

/** The index of the timeline's table that finds FHIR resources by their owner. */
export const BY_OWNER = "ByOwner";

/** The newest that is known of one subject: of a patient's record, of one of its addresses, or of a FHIR resource. */
export interface TimelineEntry {
  /** `PATIENT#<id in the registry>`, or `RESOURCE#<type>/<id>` of a FHIR resource. */
  readonly partition: string;
  /** `RECORD`, `ADDRESS#<id>` or `FHIR#<type>/<id>`. */
  readonly part: string;
  /**
   * Whom a FHIR resource is about: `PATIENT#<id in the registry>`, or `FHIR#Patient/<id in the data store>`. In the resource's
   * own entry, so that one write moves it from one patient to another. Absent when it is about nobody, or gone.
   */
  readonly owner?: string;
  readonly sequence: string;
  readonly occurredAt: string;
  readonly eventId: string;
  readonly correlationId: string;
  /** Of a tombstone: what is gone leaves its sequence behind, so that no older event brings it back. */
  readonly deleted: boolean;
  readonly image?: PatientImage | AddressImage;
  /** Of a FHIR resource: which version it is at. Its content stays in the data store. */
  readonly resource?: FhirReference;
}

/** Which version of a FHIR resource is the newest. */
export type FhirReference = Pick<FhirResourceChangedV1Data, "versionId" | "lastUpdated" | "echo"> &
  FhirResourceChangedV1Data["key"];

/** An event of the registry, as the timeline takes it. */
export type TimelineDetail = PatientRecordChangedV1Detail | AddressChangedV1Detail;

/** What an event of the registry makes of its subject. */
export function timelineEntry({ metadata, data }: TimelineDetail): TimelineEntry {
  const image = "after" in data ? data.after : undefined;
  return {
    partition: patientPartition(data.key.patientId),
    part: "addressId" in data.key ? `ADDRESS#${data.key.addressId}` : "RECORD",
    ...told(metadata),
    deleted: image === undefined,
    ...(image && { image }),
  };
}

/** What an event of the data store makes of a resource, which belongs to the given owner from this version on. */
export function fhirEntry({ metadata, data }: FhirResourceChangedV1Detail, owner: string | undefined): TimelineEntry {
  const { change, key, versionId, lastUpdated, echo } = data;
  return {
    ...resourcePlace(key.resourceType, key.id),
    ...(owner !== undefined && { owner }),
    ...told(metadata),
    deleted: change === "deleted",
    resource: { ...key, versionId, lastUpdated, echo },
  };
}

/** Where the entry of a FHIR resource stands, whoever its owner is. */
export function resourcePlace(resourceType: string, id: string): Pick<TimelineEntry, "partition" | "part"> {
  return { partition: `RESOURCE#${resourceType}/${id}`, part: `FHIR#${resourceType}/${id}` };
}

/** Where a patient of the registry stands. */
export function patientPartition(patientId: string): string {
  return `PATIENT#${patientId}`;
}

/** What becomes of an entry: the newer one, or nothing when it is not newer. */
export type Decision = { readonly outcome: "next"; readonly entry: TimelineEntry } | { readonly outcome: "stale" };

/** Sequences have one length, so that they compare as text. */
export function decide(state: TimelineEntry | undefined, entry: TimelineEntry): Decision {
  return state === undefined || state.sequence < entry.sequence ? { outcome: "next", entry } : { outcome: "stale" };
}

function told({ sequence, occurredAt, eventId, correlationId }: TimelineDetail["metadata"]) {
  return { sequence, occurredAt, eventId, correlationId };
}
