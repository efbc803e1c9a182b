import type { FhirNotice, NoticedChange } from "@tributary/change-event/fhir-notice";

/** Takes down the numbers of a subscription's events, so that lost ones are missed. */
export interface EventNumbers {
  seen(notices: readonly FhirNotice[]): Promise<void>;
}

/** Numbers are kept in buckets of that many. */
export const BUCKET_SIZE = 256;

/** The numbers of one bucket of one subscription that came at once. */
export interface BucketNews {
  readonly subscriptionId: string;
  readonly bucket: number;
  readonly numbers: readonly number[];
  /** When the events happened: the earliest and the latest, epoch milliseconds; undefined when none says. */
  readonly from?: number;
  readonly to?: number;
}

/** What is known of a bucket. */
export interface BucketState {
  readonly numbers: readonly number[];
  readonly from?: number;
  readonly to?: number;
}

/** The buckets that notices bring news of. */
export function bucketNews(notices: readonly FhirNotice[]): BucketNews[] {
  const all = notices.flatMap(({ subscriptionId, changes }) => changes.map(change => ({ subscriptionId, change })));
  const groups = Map.groupBy(all, ({ subscriptionId, change }) => `${bucketOf(change.eventNumber)} ${subscriptionId}`);
  return [...groups.values()].map(group => {
    const times = group.map(({ change }) => timeOf(change)).filter(time => time !== undefined);
    return {
      subscriptionId: group[0]!.subscriptionId,
      bucket: bucketOf(group[0]!.change.eventNumber),
      numbers: group.map(({ change }) => change.eventNumber),
      ...(times.length > 0 && { from: Math.min(...times), to: Math.max(...times) }),
    };
  });
}

/** Numbers of a bucket that are missing below its highest, or in all of it once a later bucket has begun. */
export function missingNumbers(bucket: number, { numbers }: BucketState, isClosed: boolean): number[] {
  const seen = new Set(numbers);
  const first = Math.max(1, bucket * BUCKET_SIZE);
  const last = isClosed ? (bucket + 1) * BUCKET_SIZE - 1 : Math.max(first - 1, ...numbers);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).filter(number => !seen.has(number));
}

function bucketOf(number: number): number {
  return Math.floor(number / BUCKET_SIZE);
}

function timeOf({ at }: NoticedChange): number | undefined {
  const time = Date.parse(at ?? "");
  return Number.isNaN(time) ? undefined : time;
}
