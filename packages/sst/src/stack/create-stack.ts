/**
 * The base of one stage's components, created once with `createStack`. It carries SST's globals, because SST gives them only
 * to the program's own files, not to installed packages.
 */
export interface Stack {
  readonly sst: typeof sst;
  readonly aws: typeof aws;
  /** The key that encrypts everything that may hold data. */
  readonly key: { readonly arn: $util.Input<string> };
  /** Whether data refuses deletion and outlives the stage; if not, `sst remove` deletes it. */
  readonly production: boolean;
  /** ARN of the SNS topic for alarms. Without one, alarms are only events on the account's default bus. */
  readonly alarmTopic: string | undefined;
  /**
   * ARNs of existing buckets for quarantined records and for data too large for the bus, encrypted under the key by default. A
   * missing one is created when a component needs it.
   */
  readonly buckets: { readonly quarantine?: string; readonly claimChecks?: string };
  /** Component options of resources that hold data. */
  readonly durable: $util.ComponentResourceOptions;
  /** Account and region of the deployment, for conditions and ARNs. */
  readonly accountId: $util.Output<string>;
  readonly region: $util.Output<string>;
}

/** Options of `createStack`. */
export type StackArgs = Pick<Stack, "sst" | "aws" | "key" | "production"> &
  Partial<Pick<Stack, "alarmTopic" | "buckets">>;

/** The stack of this stage. Creates no resources: shared ones, such as the quarantine, are created when a component needs them. */
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

/** Component options of resources that hold data: in production they refuse deletion and outlive the stage. */
export function durableWhen(production: boolean): $util.ComponentResourceOptions {
  return production ? { protect: true, retainOnDelete: true } : {};
}
