/** The SST program, evaluated: every AWS resource with its resolved inputs. Sorted, so that two evaluations compare byte by byte. */
export interface Graph {
  readonly app: string;
  readonly stage: string;
  readonly region: string;
  readonly account: string;
  /** The deployment tool refuses to remove this stage. */
  readonly protect?: true;
  /** What functions may look up by name at run time (`Resource.<Name>`): SST links, by name. */
  readonly links: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly resources: readonly GraphResource[];
}

/** One resource. References to others are resolved to names, URLs and ARNs, as a deployment would. */
export interface GraphResource {
  /** Name in the program, unique among resources of its type. */
  readonly name: string;
  /** Pulumi type token, for example `aws:sqs/queue:Queue`. */
  readonly type: string;
  /** Name of the nearest component that made it, for example `TimelineQueue`. */
  readonly parent?: string;
  /** Physical id, for most types the physical name. */
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Computed outputs that others refer to: `arn`, `url`, `streamArn` … */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Refuses deletion by the deployment tool. */
  readonly protect?: true;
  /** Stays in the account when the stage is removed. */
  readonly retain?: true;
  /** Only on what holds data: how a deployment tells whether it is the same resource as before. */
  readonly deployment?: {
    /** Types of the components around it, outermost first, as in its URN: `sst:aws:Dynamo`. */
    readonly within?: string;
    /** Its earlier names, as ends of URNs: `sst:aws:Dynamo$aws:dynamodb/table:Table::OldName`. */
    readonly aliases?: readonly string[];
    readonly ignoreChanges?: readonly string[];
    readonly replaceOnChanges?: readonly string[];
  };
  /** Only on functions: where the code is and which links it may read. */
  readonly code?: {
    /** `services/patient-registry/handler.capture`: file without its ending, then the export. */
    readonly handler: string;
    readonly links: readonly string[];
  };
}
