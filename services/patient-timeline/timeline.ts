import type { AddressChangedV1Detail, AddressImage } from "@tributary/contracts/address-changed.v1";
import type { PatientImage, PatientRecordChangedV1Detail } from "@tributary/contracts/patient-record-changed.v1";

/** The newest that is known of one subject: of a patient's record, or of one of its addresses. */
export interface TimelineEntry {
  readonly patientId: string;
  /** `RECORD`, or `ADDRESS#<id>`. */
  readonly part: string;
  readonly sequence: string;
  readonly occurredAt: string;
  readonly eventId: string;
  readonly correlationId: string;
  /** Missing in a tombstone: what is gone leaves its sequence behind, so that no older event brings it back. */
  readonly image?: PatientImage | AddressImage;
}

type TimelineDetail = PatientRecordChangedV1Detail | AddressChangedV1Detail;

/** What an event makes of its subject. */
export function timelineEntry({ metadata, data }: TimelineDetail): TimelineEntry {
  const { sequence, occurredAt, eventId, correlationId } = metadata;
  return {
    patientId: data.key.patientId,
    part: "addressId" in data.key ? `ADDRESS#${data.key.addressId}` : "RECORD",
    ...{ sequence, occurredAt, eventId, correlationId },
    ...("after" in data && { image: data.after }),
  };
}

/** What becomes of an entry: the newer one, or nothing when it is not newer. */
export type Decision = { readonly outcome: "next"; readonly entry: TimelineEntry } | { readonly outcome: "stale" };

/** Sequences have one length, so that they compare as text. */
export function decide(state: TimelineEntry | undefined, entry: TimelineEntry): Decision {
  return state === undefined || state.sequence < entry.sequence ? { outcome: "next", entry } : { outcome: "stale" };
}
