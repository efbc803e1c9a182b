/**
 * What the components of one stage build on: the program makes it once, with `createStack`. It carries SST's globals, because
 * SST gives them to the program's own files alone and not to installed packages.
 */
export interface Stack {
  readonly sst: typeof sst;
  readonly aws: typeof aws;
  /** The key under which everything that may hold data is encrypted. */
  readonly key: { readonly arn: $util.Input<string> };
  /** Data outlives the stage and refuses deletion; elsewhere it goes with `sst remove`. */
  readonly production: boolean;
  /** ARN of the SNS topic that every alarm notifies. Without one, alarms are events on the account's default bus alone. */
  readonly alarmTopic: string | undefined;
  /**
   * Buckets that are there already, by ARN, for whole records that can never succeed and for data too large for the bus. Their
   * default encryption must be the key's. One that is not given is made when a component needs it.
   */
  readonly buckets: { readonly quarantine?: string; readonly claimChecks?: string };
  /** Component options of everything that holds data. */
  readonly durable: $util.ComponentResourceOptions;
  /** Account and region of this deployment, for conditions and ARNs. */
  readonly accountId: $util.Output<string>;
  readonly region: $util.Output<string>;
}

/** What the program says of its stage. */
export type StackArgs = Pick<Stack, "sst" | "aws" | "key" | "production"> &
  Partial<Pick<Stack, "alarmTopic" | "buckets">>;

/** The stack of this stage. Creates nothing: what stages share, such as the quarantine, is made when a component needs it. */
export function createStack({ alarmTopic, buckets = {}, ...args }: StackArgs): Stack {
  return {
    ...args,
    alarmTopic,
    buckets,
    durable: durableWhen(args.production),
    accountId: args.aws.getCallerIdentityOutput({}).accountId,
    region: args.aws.getRegionOutput({}).region,
  };
}

/** Component options of what holds data: in production it refuses deletion and outlives the stage. */
export function durableWhen(production: boolean): $util.ComponentResourceOptions {
  return production ? { protect: true, retainOnDelete: true } : {};
}
