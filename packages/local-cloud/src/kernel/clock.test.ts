import { describe, expect, it } from "vitest";
import { virtualClock } from "./clock.ts";

describe("the virtual clock", () => {
  it("stands still until it is moved", async () => {
    const clock = virtualClock(1_000);
    const seen: string[] = [];
    clock.schedule(1_500, () => seen.push("due"));
    await clock.advance(499);
    expect([clock.now(), seen]).toEqual([1_499, []]);
    await clock.advance(1);
    expect([clock.now(), seen]).toEqual([1_500, ["due"]]);
  });

  it("runs what falls due in order of time, then in order of asking", async () => {
    const clock = virtualClock(0);
    const seen: [string, number][] = [];
    const note = (name: string) => () => seen.push([name, clock.now()]);
    clock.schedule(20, note("late"));
    clock.schedule(10, note("first"));
    clock.schedule(10, note("second"));
    await clock.advance(100);
    expect(seen).toEqual([
      ["first", 10],
      ["second", 10],
      ["late", 20],
    ]);
  });

  it("runs what is scheduled on the way, when it falls due before the end", async () => {
    const clock = virtualClock(0);
    const seen: number[] = [];
    const again = () => {
      seen.push(clock.now());
      clock.schedule(clock.now() + 10, again);
    };
    clock.schedule(10, again);
    await clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
    expect(clock.next()).toBe(40);
  });

  it("forgets what was cancelled", async () => {
    const clock = virtualClock(0);
    const seen: string[] = [];
    clock.schedule(10, () => seen.push("cancelled"))();
    await clock.advance(20);
    expect(seen).toEqual([]);
  });
});
