import { virtualClock } from "@tributary/local-cloud/kernel/clock";
import { expect, it } from "vitest";
import { meterWait } from "./meter-wait.ts";

it("counts the time between looks, little of a pause without looks, and can be reset", async () => {
  const clock = virtualClock();
  const meter = meterWait(clock);
  await clock.advance(1_500);
  expect(meter.milliseconds()).toBe(1_500);
  await clock.advance(3_600_000);
  expect(meter.milliseconds()).toBe(3_500);
  await clock.advance(1_000);
  meter.reset();
  expect(meter.milliseconds()).toBe(0);
});
