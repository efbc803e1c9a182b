import type { FhirNotice, NoticedChange } from "@tributary/change-event/fhir-notice";

/** The size of a bucket of numbers. */
export const BUCKET_SIZE = 256;

/** How long after its first number a bucket is checked: by then late and redelivered notices have arrived. */
export const GRACE_SECONDS = 120;

/** Some of the numbers of a subscription's events. */
export interface Bucket {
  readonly subscriptionId: string;
  readonly bucket: number;
}

/** The recorded state of a bucket. */
export interface BucketState {
  readonly numbers: readonly number[];
  /** When its events happened, epoch milliseconds: none before `from`, none at `to` or later. Undefined if unknown. */
  readonly from?: number;
  readonly to?: number;
}

/** New numbers of one bucket that arrived together. */
export interface BucketNews extends Bucket {
  readonly numbers: readonly number[];
  /** When the events happened, in whole minutes since the epoch. */
  readonly minutes: readonly number[];
}

/** Records the event numbers of a subscription, so that gaps reveal lost notices. */
export interface EventNumbers {
  /**
   * Adds numbers, and asks for a check of each bucket in a while, unless one has been asked for. The first number of a
   * bucket asks for one of the bucket before it, too, which is then complete or has lost some.
   */
  seen(notices: readonly FhirNotice[]): Promise<void>;
  /** The state of a bucket; undefined if none of its numbers arrived. */
  look(bucket: Bucket): Promise<BucketState | undefined>;
  /** The same, at the beginning of a check: what comes from now on asks for another. */
  check(bucket: Bucket): Promise<BucketState | undefined>;
  /** Marks numbers as seen, since their changes were found otherwise. */
  account(bucket: Bucket, numbers: readonly number[]): Promise<void>;
}

/** Requests a check of a bucket, in GRACE_SECONDS. */
export type AskForCheck = (bucket: Bucket) => Promise<void>;

/** The new numbers of notices, by bucket. */
export function bucketNews(notices: readonly FhirNotice[]): BucketNews[] {
  const all = notices.flatMap(({ subscriptionId, changes }) => changes.map(change => ({ subscriptionId, change })));
  const groups = Map.groupBy(all, ({ subscriptionId, change }) => `${bucketOf(change.eventNumber)} ${subscriptionId}`);
  return [...groups.values()].map(group => ({
    subscriptionId: group[0]!.subscriptionId,
    bucket: bucketOf(group[0]!.change.eventNumber),
    numbers: [...new Set(group.map(({ change }) => change.eventNumber))],
    minutes: [...new Set(group.flatMap(({ change }) => minuteOf(change)))],
  }));
}

/** The state of a bucket with these known numbers and minutes. */
export function bucketState(numbers: Iterable<number>, minutes: Iterable<number>): BucketState {
  const sorted = [...minutes].sort((one, other) => one - other);
  const [first, last] = [sorted[0], sorted.at(-1)];
  return {
    numbers: [...numbers].sort((one, other) => one - other),
    ...(first !== undefined && last !== undefined && { from: first * MINUTE, to: (last + 1) * MINUTE }),
  };
}

/** Numbers of a bucket that are missing below its highest, or in all of it once a later bucket has begun. */
export function missingNumbers(bucket: number, { numbers }: BucketState, isClosed: boolean): number[] {
  const seen = new Set(numbers);
  const first = Math.max(1, bucket * BUCKET_SIZE);
  const last = isClosed ? (bucket + 1) * BUCKET_SIZE - 1 : Math.max(first - 1, ...numbers);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).filter(number => !seen.has(number));
}

/** Whether every number of a bucket is known. */
export function isComplete({ bucket }: Bucket, { numbers }: BucketState): boolean {
  return missingNumbers(bucket, { numbers }, true).length === 0;
}

const MINUTE = 60_000;

function bucketOf(number: number): number {
  return Math.floor(number / BUCKET_SIZE);
}

function minuteOf({ at }: NoticedChange): number[] {
  const time = Date.parse(at ?? "");
  return Number.isNaN(time) ? [] : [Math.floor(time / MINUTE)];
}
