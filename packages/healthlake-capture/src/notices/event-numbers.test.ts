import fc from "fast-check";
import { expect, test } from "vitest";
import { BUCKET_SIZE, bucketNews, missingNumbers } from "./event-numbers.ts";

const last = BUCKET_SIZE - 1;

test("reports gaps below the highest number of an open bucket", () => {
  expect(missingNumbers(0, { numbers: [1, 2, 5] }, false)).toEqual([3, 4]);
  expect(missingNumbers(0, { numbers: [1, 2] }, false)).toEqual([]);
  expect(missingNumbers(1, { numbers: [BUCKET_SIZE + 1] }, false)).toEqual([BUCKET_SIZE]);
  expect(missingNumbers(1, { numbers: [] }, false)).toEqual([]);
});

test("reports a missing end of a bucket once the next has begun", () => {
  const numbers = Array.from({ length: last - 1 }, (_, index) => index + 1);
  expect(missingNumbers(0, { numbers }, true)).toEqual([last]);
  expect(missingNumbers(0, { numbers: [...numbers, last] }, true)).toEqual([]);
  expect(missingNumbers(1, { numbers: [] }, true)).toHaveLength(BUCKET_SIZE);
});

test("reports exactly the missing numbers, in whichever buckets", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 3 * BUCKET_SIZE }), { minLength: 1 }), seen => {
      const changes = seen.map(eventNumber => ({ eventNumber, resourceType: "Patient", id: "p" }));
      const news = bucketNews([{ subscriptionId: "s", changes }]);
      const highest = Math.max(...seen);
      const missing = Array.from({ length: Math.floor(highest / BUCKET_SIZE) + 1 }, (_, bucket) => {
        const { numbers = [] } = news.find(one => one.bucket === bucket) ?? {};
        return missingNumbers(bucket, { numbers }, highest >= (bucket + 1) * BUCKET_SIZE);
      }).flat();
      const all = Array.from({ length: highest }, (_, index) => index + 1);
      expect(missing).toEqual(all.filter(number => !seen.includes(number)));
    }),
  );
});
