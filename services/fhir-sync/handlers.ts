import type { Handlers } from "@tributary/bus/subscription";
import type { receives } from "@tributary/contracts/fhir-sync.operations";
import { noticePatient } from "./foreign-patient.ts";
import type { SyncDependencies } from "./sync-dependencies.ts";
import { syncPatient } from "./sync-patient.ts";

/** What the synchronisation does with each event that it receives. */
export const handlers: Handlers<typeof receives, SyncDependencies> = {
  "PatientRecordChanged.v1": (event, { dependencies }) => syncPatient(event, dependencies),
  "AddressChanged.v1": (event, { dependencies }) => syncPatient(event, dependencies),
  "FhirResourceChanged.v1": (event, { dependencies }) => noticePatient(event, dependencies),
};
