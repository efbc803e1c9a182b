/** How often, how long and in which parts a failed batch is retried. */
export interface RetryPolicy {
  /** -1 for without end. */
  readonly maximumRetryAttempts: number;
  /** Milliseconds; -1 for without end. */
  readonly maximumRecordAge: number;
  /** Halve a batch that failed, to isolate the record it fails for. */
  readonly bisect: boolean;
}

/** The outcome of one invocation with a batch. */
export type Outcome =
  | { readonly kind: "succeeded" }
  | {
      readonly kind: "failed";
      /** Index of the first record that failed: those before it are done. 0 when it is not known. */
      readonly from: number;
      /** What is left to do of a batch that cannot be told by record; handed to its next attempt. Keeps it whole. */
      readonly carry?: unknown;
    };

/** Records, in order, to be tried together. */
export interface Attempt<R> {
  readonly records: readonly R[];
  /** How often they have failed as they are. Splitting does not count, as on AWS. */
  readonly failures: number;
  readonly carry?: unknown;
}

/** Why records were given up. As AWS names the condition. */
export type DiscardReason = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/** The next step after an outcome. Records done or discarded precede all those in `next`. */
export interface Step<R> {
  readonly done: readonly R[];
  readonly discarded: { readonly records: readonly R[]; readonly reason: DiscardReason } | undefined;
  /** To be tried next, in order. */
  readonly next: readonly Attempt<R>[];
  /** Whether to wait before. */
  readonly wait: boolean;
}

/**
 * Decides what becomes of a batch from an ordered source. Every record ends done or discarded, once and in order.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function decide<R>(attempt: Attempt<R>, outcome: Outcome, policy: RetryPolicy): Step<R> {
  const { records } = attempt;
  if (outcome.kind === "succeeded") return { done: records, discarded: undefined, next: [], wait: false };
  const from = Math.max(0, Math.min(outcome.from, records.length - 1));
  if (from > 0) {
    const next = [{ records: records.slice(from), failures: 0 }];
    return { done: records.slice(0, from), discarded: undefined, next, wait: true };
  }
  if (policy.bisect && records.length > 1 && outcome.carry === undefined) {
    const middle = Math.ceil(records.length / 2);
    const half = (part: readonly R[]): Attempt<R> => ({ records: part, failures: attempt.failures });
    return {
      done: [],
      discarded: undefined,
      next: [half(records.slice(0, middle)), half(records.slice(middle))],
      wait: true,
    };
  }
  const failures = attempt.failures + 1;
  if (policy.maximumRetryAttempts >= 0 && failures > policy.maximumRetryAttempts)
    return { done: [], discarded: { records, reason: "RetryAttemptsExhausted" }, next: [], wait: false };
  const again = { records, failures, ...(outcome.carry === undefined ? {} : { carry: outcome.carry }) };
  return { done: [], discarded: undefined, next: [again], wait: true };
}

/** Gives up the records that are older than the policy allows; undefined when there are none. They are the first ones. */
export function expire<R>(
  attempt: Attempt<R>,
  policy: RetryPolicy,
  now: number,
  createdAt: (record: R) => number,
): Step<R> | undefined {
  if (policy.maximumRecordAge < 0) return undefined;
  const oldest = now - policy.maximumRecordAge;
  const fresh = attempt.records.findIndex(record => createdAt(record) >= oldest);
  const count = fresh < 0 ? attempt.records.length : fresh;
  if (count === 0) return undefined;
  const rest = attempt.records.slice(count);
  return {
    done: [],
    discarded: { records: attempt.records.slice(0, count), reason: "RecordAgeExceeded" },
    next: rest.length > 0 ? [{ records: rest, failures: attempt.failures }] : [],
    wait: false,
  };
}
