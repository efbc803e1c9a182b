import type { PatientState } from "./patient-state.ts";

/** A state with its revision, by which a writer knows that nobody wrote meanwhile. */
export interface KeptState {
  readonly state: PatientState;
  readonly revision: number;
  /** Set while somebody makes the FHIR Patient: until then, epoch milliseconds, nobody else may. */
  readonly creatingUntil?: number;
}

/** Keeps the state of each patient. */
export interface SyncStates {
  read(patientId: string): Promise<KeptState | undefined>;
  /** False when another revision is there than the one that this follows (0 for none). */
  write(kept: KeptState): Promise<boolean>;
}
