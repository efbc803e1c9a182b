import { expect, test } from "vitest";
import { createPace, pagePaced } from "./pace.ts";

function paced(rate: number | undefined) {
  let now = 0;
  const slept: number[] = [];
  const sleep = async (milliseconds: number) => void slept.push(milliseconds);
  return {
    pace: createPace(rate, { now: () => now, sleep }),
    slept,
    pass: (milliseconds: number) => (now += milliseconds),
  };
}

test("waits for the rest of the time that the work should have taken", async () => {
  const { pace, slept, pass } = paced(10);
  await pace(5);
  pass(500 + 200);
  await pace(5);
  expect(slept).toEqual([500, 300]);
});

test("does not catch up on idle time", async () => {
  const { pace, slept, pass } = paced(10);
  pass(60_000);
  await pace(5);
  await pace(5);
  expect(slept).toEqual([500]);
});

test("limits several concurrent workers to the rate of one", async () => {
  const { pace, slept } = paced(10);
  await Promise.all([pace(10), pace(10), pace(10)]);
  expect(slept).toEqual([1_000, 2_000, 3_000]);
});

test("does not wait without a rate", async () => {
  const { pace, slept } = paced(undefined);
  await pace(1_000_000);
  expect(slept).toEqual([]);
  expect([pagePaced(undefined, 100), pagePaced(0.5, 100), pagePaced(7.9, 100), pagePaced(1_000, 100)]).toEqual([
    100, 1, 7, 100,
  ]);
});
