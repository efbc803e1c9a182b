/** One resource as the program registered it: raw material of a `GraphResource`. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** False for components, which only group others. */
  readonly custom: boolean;
  readonly parentUrn: string;
  /** URNs of what it waits for. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retain: boolean;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Inputs whose changes the program has Pulumi ignore, and inputs whose changes replace the resource. */
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly aliases: readonly RecordedAlias[];
}

/** What a resource was called before: its whole URN, or the parts of it that differ. */
export type RecordedAlias =
  | { readonly urn: string }
  | { readonly name: string; readonly type: string; readonly parentUrn: string };

/** Everything one evaluation of the program left behind. */
export interface Recording {
  readonly app: string;
  readonly stage: string;
  /** `sst remove` refuses to run on this stage. */
  readonly protect: boolean;
  readonly resources: readonly RecordedResource[];
  /** What the program answered. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly links: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** By SST function component: the handler and the names of its links. */
  readonly functions: Readonly<Record<string, { readonly handler: string; readonly links: readonly string[] }>>;
}
