import { expect } from "vitest";
import type { Cloud } from "./cloud.ts";
import type { VirtualClock } from "./kernel/clock.ts";

/**
 * Moves the clock from one scheduled call to the next until nothing is left to do. On the way the cloud must hold
 * itself to be at rest exactly when it counts nothing pending.
 */
export async function settle(cloud: Cloud, clock: VirtualClock): Promise<void> {
  await clock.advance(0);
  for (let turns = 0; (await isBusy(cloud)) && turns < 1_000; turns++)
    await clock.advance(Math.max(1, (clock.next() ?? 0) - clock.now()));
  expect(cloud.pending()).toEqual({});
}

async function isBusy(cloud: Cloud): Promise<boolean> {
  let rests = false;
  void cloud.settled().then(() => {
    rests = true;
  });
  const nothingPending = Object.keys(cloud.pending()).length === 0;
  await Promise.resolve();
  expect(rests, "at rest").toBe(nothingPending);
  return !rests;
}
