import type { Claim } from "./claims.ts";

/** Who states a claim: a registry key, or a FHIR Patient by what others wrote in it. */
export type Stater = { readonly key: string } | { readonly fhirId: string };

/** Who states a claim now. */
export interface Staters {
  readonly keys: readonly string[];
  readonly fhirIds: readonly string[];
}

/** What is known of a FHIR resource; `revision` tells a writer that nobody wrote meanwhile. Only Patients claim anything. */
export interface KnownPatient {
  /** The id of a Patient; of any other `<type>/<id>`. */
  readonly fhirId: string;
  readonly revision: number;
  /** The one key that may contribute to it. */
  readonly key?: string;
  /** What it claimed in the newest version that was looked at. */
  readonly version: number;
  readonly claims: readonly Claim[];
}

/** Keeps who claims to be whom. What it answers is never behind what was written to it. */
export interface Identities {
  /**
   * Has somebody state a claim, or no longer. `since` is the revision of the key, or the version of the Patient, that says
   * so: an older one changes nothing.
   */
  state(claim: Claim, stater: Stater, since: number, isStated: boolean): Promise<void>;
  staters(claim: Claim): Promise<Staters>;
  read(fhirId: string): Promise<KnownPatient | undefined>;
  /** False when another revision is there than the one that this follows (0 for none). */
  write(known: KnownPatient): Promise<boolean>;
}
