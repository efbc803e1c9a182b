import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Attempt, decide, expire, type Outcome, type RetryPolicy } from "./decide.ts";

/** Works a batch off: the outcomes come from a function that knows which records are poison. */
function workOff(records: readonly number[], policy: RetryPolicy, outcomeOf: (batch: readonly number[]) => Outcome) {
  const done: number[] = [];
  const discarded: number[] = [];
  const order: number[] = [];
  let attempts: readonly Attempt<number>[] = [{ records, failures: 0 }];
  let invocations = 0;
  for (let head = attempts[0]; head && invocations < 100_000; head = attempts[0]) {
    invocations++;
    const step = decide(head, outcomeOf(head.records), policy);
    done.push(...step.done);
    discarded.push(...(step.discarded?.records ?? []));
    order.push(...step.done, ...(step.discarded?.records ?? []));
    attempts = [...step.next, ...attempts.slice(1)];
  }
  return { done, discarded, order, invocations };
}

const policies = fc.record({
  maximumRetryAttempts: fc.nat({ max: 5 }),
  maximumRecordAge: fc.constant(-1),
  bisect: fc.boolean(),
});
const batches = fc
  .integer({ min: 1, max: 40 })
  .chain(size => fc.tuple(fc.constant(Array.from({ length: size }, (_, n) => n)), fc.uniqueArray(fc.nat({ max: 39 }))));

/** Fails for a poison record: with the first one named, or not. */
const outcomes =
  (poison: readonly number[], partial: boolean) =>
  (batch: readonly number[]): Outcome => {
    const first = batch.findIndex(record => poison.includes(record));
    return first < 0 ? { kind: "succeeded" } : { kind: "failed", from: partial ? first : 0 };
  };

describe("deciding what becomes of a batch", () => {
  it("ends every record once, in order, done or discarded", () => {
    fc.assert(
      fc.property(batches, policies, fc.boolean(), ([records, poison], policy, partial) => {
        const { order } = workOff(records, policy, outcomes(poison, partial));
        expect(order).toEqual(records);
      }),
    );
  });

  it("discards only the poison records when it may halve", () => {
    fc.assert(
      fc.property(batches, policies, fc.boolean(), ([records, poison], policy, partial) => {
        const { discarded } = workOff(records, { ...policy, bisect: true }, outcomes(poison, partial));
        expect(discarded).toEqual(records.filter(record => poison.includes(record)));
      }),
    );
  });

  it("isolates one poison record within twice as many invocations as halving takes, and its retries", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), fc.nat({ max: 5 }), (size, at, retries) => {
        const records = Array.from({ length: size }, (_, n) => n);
        const policy = { maximumRetryAttempts: retries, maximumRecordAge: -1, bisect: true };
        const { invocations } = workOff(records, policy, outcomes([at % size], false));
        expect(invocations).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(size)) + 1 + retries);
      }),
    );
  });

  it("tries a batch as often as its retries allow, and once", () => {
    fc.assert(
      fc.property(fc.nat({ max: 20 }), retries => {
        const policy = { maximumRetryAttempts: retries, maximumRecordAge: -1, bisect: false };
        expect(workOff([1, 2, 3], policy, outcomes([2], false))).toMatchObject({
          discarded: [1, 2, 3],
          invocations: retries + 1,
        });
      }),
    );
  });

  it("keeps a batch whole while part of its work, not attributable to records, is left", () => {
    const policy = { maximumRetryAttempts: -1, maximumRecordAge: -1, bisect: true };
    const step = decide({ records: [1, 2], failures: 0 }, { kind: "failed", from: 0, carry: ["rest"] }, policy);
    expect(step.next).toEqual([{ records: [1, 2], failures: 1, carry: ["rest"] }]);
  });

  it("gives up only records that are too old", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1_000 })), fc.nat({ max: 1_000 }), (times, age) => {
        const records = times.toSorted((a, b) => a - b);
        const policy = { maximumRetryAttempts: -1, maximumRecordAge: age, bisect: false };
        const step = expire({ records, failures: 0 }, policy, 1_000, time => time);
        expect(step?.discarded?.records ?? []).toEqual(records.filter(time => time < 1_000 - age));
        expect(step?.next.flatMap(attempt => attempt.records) ?? records).toEqual(
          records.filter(time => time >= 1_000 - age),
        );
      }),
    );
  });
});
