import type { Claim } from "./claims.ts";
import type { Contribution } from "./contribution.ts";
import type { ItemState } from "./item-state.ts";

/** A FHIR resource to which a key contributes, or may have begun to. */
export interface Place {
  readonly fhirId: string;
  /** Begun contributions, oldest first, starting with the one last seen in the resource. */
  readonly contributions: readonly Contribution[];
  /** Number of the version that deleted it, if known. */
  readonly deletedBy?: number;
}

/** What is known about a key; a write is conditional on `revision`. */
export interface KeptState {
  readonly state: ItemState;
  readonly revision: number;
  /** The resource to create if nobody else has one. Its id never changes. */
  readonly own?: Place;
  /** Patients of others: at most one, except while the key moves. */
  readonly adopted?: readonly Place[];
  /** Id of the resource where the key is settled, and the claims by which that was decided. */
  readonly at?: string;
  readonly claims?: readonly Claim[];
  /** Claims that may be stated by the key. */
  readonly stated?: readonly Claim[];
}

/** Stores the state of each key. */
export interface SyncStates {
  read(key: string): Promise<KeptState | undefined>;
  /** False unless the stored revision is the one before this (0 if none is stored). */
  write(key: string, kept: KeptState): Promise<boolean>;
}
