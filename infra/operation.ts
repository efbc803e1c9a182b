/** One generated operation of a service: which event, and of what it receives, which part. */
export interface Operation {
  readonly contract: { readonly source: string; readonly detailType: string };
  /** EventBridge pattern on `detail`; absent means every event of the contract. */
  readonly filter?: unknown;
}

/** The generated operations of a service in one direction, by detail-type. */
export type Operations = Readonly<Record<string, Operation>>;
