/** What settling a key came to. */
export interface Settled {
  /** Id of the resource where it is, if anywhere. */
  readonly at?: string;
  /** Whether there are several Patients, or several keys, that it may be. */
  readonly isAmbiguous: boolean;
  /** Whether the data store says what it has to say. */
  readonly isApplied: boolean;
  /** Keys that may be settled otherwise now. */
  readonly woken: readonly string[];
  /** Forgets what was left, once those who were woken are settled; false when somebody wrote meanwhile. */
  readonly finish?: () => Promise<boolean>;
}
