import { expect, it } from "vitest";
import { virtualClock } from "../kernel/clock.ts";
import { createSleeper } from "./sleeper.ts";

it("ends every pause when it is stopped, and none before its time when woken", async () => {
  const clock = virtualClock();
  const sleeper = createSleeper(clock);
  const ended: string[] = [];
  const pauses = (["short", "long", "longer"] as const).map(async (name, at) => {
    await sleeper.pause(10 * (at + 1));
    ended.push(name);
  });
  sleeper.wake();
  await clock.advance(10);
  expect(ended).toEqual(["short"]);
  sleeper.stop();
  await Promise.all(pauses);
  expect(ended).toEqual(["short", "long", "longer"]);
});
