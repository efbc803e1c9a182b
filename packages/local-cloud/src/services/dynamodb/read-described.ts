import type { CloudContext } from "../../kernel/service.ts";
import type {
  CreateTableInput,
  ProvisionedThroughput,
  UpdateTableInput,
  WarmThroughput,
} from "../../models/dynamodb-types.ts";
import type { SseDescription, TableDefinition } from "./table.ts";
import { validationError } from "./validation-error.ts";

/** Anything above is refused, however the account's quota is. */
const MOST_UNITS = 1_000_000_000_000;

type Described = TableDefinition["described"];
type Given = Pick<
  CreateTableInput | UpdateTableInput,
  "BillingMode" | "ProvisionedThroughput" | "SSESpecification" | "TableClass" | "WarmThroughput"
>;

/** Members of `CreateTable` and `UpdateTable` that change nothing here and are only given back: those of the request, over those before. */
export function readDescribed(context: CloudContext, input: Given, now: number, before?: Described): Described {
  const { SSESpecification: encryption, TableClass, WarmThroughput } = input;
  return {
    ...before,
    ...readBilling(input, now, before),
    ...(encryption ? { SSEDescription: describeEncryption(context, encryption) } : {}),
    ...(TableClass ? { TableClassSummary: { TableClass } } : {}),
    ...(WarmThroughput ? { warmThroughput: readWarmThroughput(WarmThroughput, before?.warmThroughput) } : {}),
  };
}

/** Whether capacity is paid by request. */
export function isOnDemand(described: Described): boolean {
  return described.BillingModeSummary?.BillingMode === "PAY_PER_REQUEST";
}

/** Refuses billing that no table could change to. */
export function checkBilling({ BillingMode, ProvisionedThroughput }: Given): void {
  if (BillingMode === "PROVISIONED" && !ProvisionedThroughput)
    throw validationError(
      "One or more parameter values were invalid: ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
    );
  checkThroughput(ProvisionedThroughput);
}

/** Refuses units that no table may have. */
export function checkThroughput(throughput: ProvisionedThroughput | null | undefined): void {
  for (const name of ["ReadCapacityUnits", "WriteCapacityUnits"] as const)
    if (throughput && throughput[name] > MOST_UNITS)
      throw validationError(`Given value ${throughput[name]} for ${name} is out of bounds`);
}

/** Refuses units that are those there are. */
export function refuseUnchanged(given: ProvisionedThroughput, now: ProvisionedThroughput | undefined): void {
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } = now ?? {};
  if (given.ReadCapacityUnits === read && given.WriteCapacityUnits === write)
    throw validationError(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${read}. Requested ReadCapacityUnits: ${read}. Current WriteCapacityUnits provisioned for the table: ${write}. Requested WriteCapacityUnits: ${write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
}

/** What every table can do from its start. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html */
export const LEAST_WARM = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

/** Reads `WarmThroughput`, which never falls. */
export function readWarmThroughput(given: WarmThroughput, before: WarmThroughput = LEAST_WARM): WarmThroughput {
  const next = { ...before, ...given };
  for (const name of ["ReadUnitsPerSecond", "WriteUnitsPerSecond"] as const)
    if (Number(next[name]) < Number(before[name]))
      throw validationError(
        `One or more parameter values were invalid: Requested ${name} for WarmThroughput is lower than current WarmThroughput, decreasing WarmThroughput is not supported`,
      );
  return next;
}

function readBilling({ BillingMode, ProvisionedThroughput }: Given, now: number, before?: Described): object {
  if (!BillingMode && !ProvisionedThroughput && before) return {};
  const onDemand = BillingMode ? BillingMode === "PAY_PER_REQUEST" : before !== undefined && isOnDemand(before);
  if (onDemand && ProvisionedThroughput)
    throw validationError(
      "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  if (!onDemand && !ProvisionedThroughput)
    throw validationError(
      "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  checkThroughput(ProvisionedThroughput);
  if (ProvisionedThroughput && before && !BillingMode)
    refuseUnchanged(ProvisionedThroughput, before.ProvisionedThroughput);
  const summary = onDemand
    ? { BillingMode: "PAY_PER_REQUEST", LastUpdateToPayPerRequestDateTime: now / 1000 }
    : { BillingMode: "PROVISIONED" };
  return {
    ...(onDemand || before?.BillingModeSummary ? { BillingModeSummary: summary } : {}),
    ProvisionedThroughput: {
      NumberOfDecreasesToday: 0,
      ReadCapacityUnits: ProvisionedThroughput?.ReadCapacityUnits ?? 0,
      WriteCapacityUnits: ProvisionedThroughput?.WriteCapacityUnits ?? 0,
    },
  };
}

/** The key that DynamoDB would make for an account. */
const MANAGED_KEY = "00000000-0000-4000-8000-0000000000db";

function describeEncryption(
  { region, account }: CloudContext,
  { Enabled, KMSMasterKeyId }: NonNullable<Given["SSESpecification"]>,
): SseDescription | undefined {
  if (!Enabled) return undefined;
  const key = KMSMasterKeyId ?? MANAGED_KEY;
  const resource = key.startsWith("alias/") ? key : `key/${key}`;
  const KMSMasterKeyArn = key.startsWith("arn:") ? key : `arn:aws:kms:${region}:${account}:${resource}`;
  return { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn };
}
