import {
  type AskForCheck,
  type Bucket,
  type BucketNews,
  bucketNews,
  bucketState,
  type EventNumbers,
} from "./event-numbers.ts";

interface Row {
  readonly numbers: Set<number>;
  readonly minutes: Set<number>;
  awaitsCheck: boolean;
}

/** Event numbers within one process, for tests and simulation. */
export function memoryEventNumbers(askForCheck: AskForCheck): EventNumbers {
  const rows = new Map<string, Row>();
  const name = ({ subscriptionId, bucket }: Bucket) => `${subscriptionId}/${bucket}`;
  const look = (bucket: Bucket) => {
    const row = rows.get(name(bucket));
    return row && bucketState(row.numbers, row.minutes);
  };
  const add = (news: BucketNews) => {
    const row = rows.get(name(news)) ?? { numbers: new Set(), minutes: new Set(), awaitsCheck: false };
    for (const number of news.numbers) row.numbers.add(number);
    for (const minute of news.minutes) row.minutes.add(minute);
    rows.set(name(news), row);
    return row;
  };
  return {
    async seen(notices) {
      for (const news of bucketNews(notices)) {
        const isFirst = !rows.has(name(news));
        const row = add(news);
        if (row.awaitsCheck) continue;
        row.awaitsCheck = true;
        const bucket = { subscriptionId: news.subscriptionId, bucket: news.bucket };
        if (isFirst && bucket.bucket > 0) await askForCheck({ ...bucket, bucket: bucket.bucket - 1 });
        await askForCheck(bucket);
      }
    },
    look: async bucket => look(bucket),
    async check(bucket) {
      const row = rows.get(name(bucket));
      if (row) row.awaitsCheck = false;
      return look(bucket);
    },
    async account(bucket, numbers) {
      if (numbers.length > 0) add({ ...bucket, numbers, minutes: [] });
    },
  };
}
