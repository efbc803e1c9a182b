import type { Handlers } from "@tributary/bus/subscription";
import type { receives } from "@tributary/contracts/fhir-sync.operations";
import { type SyncDependencies, syncPatient } from "./sync-patient.ts";

/** What the synchronisation does with each event that it receives. */
export const handlers: Handlers<typeof receives, SyncDependencies> = {
  "PatientRecordChanged.v1": (event, { dependencies }) => syncPatient(event, dependencies),
  "AddressChanged.v1": (event, { dependencies }) => syncPatient(event, dependencies),
};
