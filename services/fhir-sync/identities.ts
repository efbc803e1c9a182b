import type { Claim } from "./claims.ts";

/** Who states a claim: a registry key, or a FHIR Patient through what others wrote in it. */
export type Stater = { readonly key: string } | { readonly fhirId: string };

/** All who state a claim now. */
export interface Staters {
  readonly keys: readonly string[];
  readonly fhirIds: readonly string[];
}

/** What is known about a FHIR resource; a write is conditional on `revision`. Only Patients make claims. */
export interface KnownPatient {
  /** A Patient's id; `<type>/<id>` of any other resource. */
  readonly fhirId: string;
  readonly revision: number;
  /** The one key that may contribute to it. */
  readonly key?: string;
  /** Its claims in the newest version seen. */
  readonly version: number;
  readonly claims: readonly Claim[];
}

/** Stores who claims to be whom. Reads are consistent. */
export interface Identities {
  /**
   * Records that somebody states a claim, or no longer does. `since` is the key's revision or the Patient's version behind it;
   * an older one changes nothing.
   */
  state(claim: Claim, stater: Stater, since: number, isStated: boolean): Promise<void>;
  staters(claim: Claim): Promise<Staters>;
  read(fhirId: string): Promise<KnownPatient | undefined>;
  /** False unless the stored revision is the one before this (0 if none is stored). */
  write(known: KnownPatient): Promise<boolean>;
}
