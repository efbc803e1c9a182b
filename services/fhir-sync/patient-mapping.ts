import type { Violation } from "@tributary/contract/event-contract";
import type { PatientImage } from "@tributary/contracts/patient-record-changed.v1";
import { isSystemOf } from "@tributary/fhir/is-system-of";
import type { DetailOf } from "./change-detail.ts";
import { REGISTRY } from "./claims.ts";
import { fhirPatient } from "./fhir-patient.ts";
import { type ItemState, MAIN } from "./item-state.ts";
import { type Mapping, originOf } from "./mapping.ts";

type PatientDetail = DetailOf<"PatientRecordChanged.v1" | "AddressChanged.v1">;

/** Maps each patient of the registry, with its addresses, to one FHIR Patient: the one that the person has already, if any. */
export const patientMapping: Mapping = {
  name: "patient",
  resourceType: "Patient",
  origin: originOf("PatientRecordChanged.v1"),
  events: ["PatientRecordChanged.v1", "AddressChanged.v1"],
  placeOf: ({ data: { key } }: PatientDetail) => ({
    key: key.patientId,
    part: "addressId" in key ? addressPart(key.addressId) : MAIN,
  }),
  refusalsOf: impersonations,
  make: fhirPatient,
  identifiers: ({ parts }: ItemState) => (parts[MAIN]?.image as PatientImage | undefined)?.identifiers ?? [],
};

/** Name of the part of an address. */
export function addressPart(addressId: string): string {
  return `address/${addressId}`;
}

/** A patient with the registry's identifier of another would become that one. */
function impersonations({ data }: PatientDetail): Violation[] {
  if (!("after" in data) || !("identifiers" in data.after)) return [];
  const message = "must not be the registry's own system";
  return data.after.identifiers.flatMap(({ system }, index) =>
    system !== undefined && isSystemOf(system, REGISTRY)
      ? [{ pointer: `/data/after/identifiers/${index}/system`, keyword: "not", message }]
      : [],
  );
}
