import type { AddressChangedV1Detail, AddressImage } from "@tributary/contracts/address-changed.v1";
import type { PatientImage, PatientRecordChangedV1Detail } from "@tributary/contracts/patient-record-changed.v1";

/** The newest that is known of one part of a patient. Without an image it is gone; its sequence stays behind. */
export interface Part<Image> {
  readonly sequence: string;
  readonly image?: Image;
}

/** Why the newest part became what it is. */
export interface Cause {
  readonly eventId: string;
  readonly correlationId: string;
}

/** What the registry says of a patient, from as many events as have come, in whatever order they came. */
export interface PatientState {
  readonly patientId: string;
  readonly record?: Part<PatientImage>;
  readonly addresses: Readonly<Record<string, Part<AddressImage>>>;
  readonly cause: Cause;
}

/** An event that changes what the registry says of a patient. */
export type PatientDetail = PatientRecordChangedV1Detail | AddressChangedV1Detail;

/** The state with an event in it; the very same state when the event is not newer than what is known. */
export function withEvent(state: PatientState | undefined, { metadata, data }: PatientDetail): PatientState {
  const { sequence, eventId, correlationId } = metadata;
  const { patientId } = data.key;
  const before = state ?? { patientId, addresses: {}, cause: { eventId, correlationId } };
  const cause = { eventId, correlationId };
  if ("addressId" in data.key) {
    const { addressId } = data.key;
    if (isKnown(before.addresses[addressId], sequence)) return before;
    const part = { sequence, ...("after" in data && { image: data.after as AddressImage }) };
    return { ...before, addresses: { ...before.addresses, [addressId]: part }, cause };
  }
  if (isKnown(before.record, sequence)) return before;
  return { ...before, record: { sequence, ...("after" in data && { image: data.after as PatientImage }) }, cause };
}

/** Sequences have one length, so that they compare as text. */
function isKnown(part: Part<unknown> | undefined, sequence: string): boolean {
  return part !== undefined && part.sequence >= sequence;
}

/** What the FHIR Patient has to be: there, gone, or not yet to be decided, as only addresses have come. */
export function wanted({ record }: PatientState): "present" | "absent" | "undecided" {
  if (record === undefined) return "undecided";
  return record.image === undefined ? "absent" : "present";
}
