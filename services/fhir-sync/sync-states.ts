import type { Claim } from "./claims.ts";
import type { Contribution } from "./contribution.ts";
import type { ItemState } from "./item-state.ts";

/** A FHIR resource to which a key contributes, or may have begun to. */
export interface Place {
  readonly fhirId: string;
  /** What was begun to be contributed, oldest first, from that on which was last seen in the resource. */
  readonly contributions: readonly Contribution[];
  /** Number of the version that deleted it, where that is known. */
  readonly deletedBy?: number;
}

/** What is known of a key, with the revision by which a writer knows that nobody wrote meanwhile. */
export interface KeptState {
  readonly state: ItemState;
  readonly revision: number;
  /** The resource that is made where nobody else has one. Its id never changes. */
  readonly own?: Place;
  /** Patients of others, one but while the key moves. */
  readonly adopted?: readonly Place[];
  /** Id of the resource where the key is settled, and the claims by which that was decided. */
  readonly at?: string;
  readonly claims?: readonly Claim[];
  /** Claims that may stand in the key's name. */
  readonly stated?: readonly Claim[];
}

/** Keeps the state of each key. */
export interface SyncStates {
  read(key: string): Promise<KeptState | undefined>;
  /** False when another revision is there than the one that this follows (0 for none). */
  write(key: string, kept: KeptState): Promise<boolean>;
}
