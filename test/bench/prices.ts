/** A list price, in US dollars, of us-east-1 and without free tiers. */
export interface Price {
  readonly usd: number;
  readonly per: number;
  /** What it is per. */
  readonly of: string;
  /** AWS's page, and where the number comes from: none of these pages was read in full. */
  readonly source: string;
}

/**
 * List prices as of November 2026. Numbers are from the pages named or, where it says so, from what others wrote of them; what
 * is from memory is unverified. Whoever renews them looks at the pages, and dates this comment.
 */
export const PRICES = {
  /** Custom events, each 64 KB chunk of one. */
  busEvent: {
    ...{ usd: 1.0, per: 1e6, of: "64 KB chunks of custom events" },
    source: "https://aws.amazon.com/eventbridge/pricing/ (as reported in 2026-03 and 2026-06)",
  },
  /** Each 64 KB chunk of a request of a pipe, after its filter; taken as one a batch. */
  pipeRequest: {
    ...{ usd: 0.4, per: 1e6, of: "64 KB chunks of a pipe's batches" },
    source: "https://aws.amazon.com/eventbridge/pricing/ (as reported in 2026-03 and 2026-06)",
  },
  /** What an archive takes in; what it keeps is billed by the month. */
  archivedGb: {
    ...{ usd: 0.1, per: 1, of: "GB that an archive takes in" },
    source: "https://aws.amazon.com/eventbridge/pricing/ (as reported in 2026-03)",
  },
  /** Sends, receives and deletions alike, each 64 KB chunk; those of Lambda's pollers as well. */
  queueRequest: {
    ...{ usd: 0.4, per: 1e6, of: "64 KB chunks of SQS requests" },
    source: "https://aws.amazon.com/sqs/pricing/ (as reported in 2026-06)",
  },
  lambdaRequest: {
    ...{ usd: 0.2, per: 1e6, of: "invocations" },
    source: "https://aws.amazon.com/lambda/pricing/ (as reported in 2026-05)",
  },
  /** arm64, the first tier. */
  lambdaGbSecond: {
    ...{ usd: 0.0000133334, per: 1, of: "GB-seconds" },
    source: "https://aws.amazon.com/lambda/pricing/ (as reported in 2026-05)",
  },
  /** On demand, standard table class, after the reduction of 2024-11. */
  writeUnit: {
    ...{ usd: 0.625, per: 1e6, of: "write request units" },
    source: "https://aws.amazon.com/dynamodb/pricing/on-demand/ (as reported in 2025-07)",
  },
  readUnit: {
    ...{ usd: 0.125, per: 1e6, of: "read request units" },
    source: "https://aws.amazon.com/dynamodb/pricing/on-demand/ (as reported in 2025-07)",
  },
  /** Beyond the 3,500 an hour that a data store's hour includes; none is taken as included. */
  fhirRequest: {
    ...{ usd: 0.015, per: 1e4, of: "FHIR requests" },
    source: "https://aws.amazon.com/healthlake/pricing/ (price from memory, unverified)",
  },
} as const satisfies Readonly<Record<string, Price>>;

/** Something that is paid for by number. */
export type Item = keyof typeof PRICES;

/** Memory of every function, in GB: packages/sst/src/function/least-privilege-function.ts sets 512 MB. */
export const FUNCTION_GB = 0.5;

/**
 * How long an invocation is taken to last, in seconds: a batch whose calls go out together, and a few rounds of them. It is
 * not measured: nothing here has run on AWS.
 */
export const ASSUMED_INVOCATION_SECONDS = 0.1;

/** What so many of each cost, in US dollars. */
export function priceOf(amounts: Readonly<Partial<Record<Item, number>>>): number {
  return Object.entries(amounts).reduce((sum, [item, amount]) => {
    const { usd, per } = PRICES[item as Item];
    return sum + (amount * usd) / per;
  }, 0);
}
