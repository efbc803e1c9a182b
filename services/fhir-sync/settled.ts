/** The outcome of settling a key. */
export interface Settled {
  /** Id of the resource where it is settled, if any. */
  readonly at?: string;
  /** Whether it may be several Patients, or several keys one Patient. */
  readonly isAmbiguous: boolean;
  /** Whether the data store holds what it has to hold. */
  readonly isApplied: boolean;
  /** Keys that may belong elsewhere now. */
  readonly woken: readonly string[];
  /** Forgets the resources that were left, once the woken keys are settled; false if somebody wrote meanwhile. */
  readonly finish?: () => Promise<boolean>;
}
