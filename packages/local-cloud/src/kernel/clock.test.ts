import { afterEach, describe, expect, it, vi } from "vitest";
import { realClock, virtualClock } from "./clock.ts";

describe("the virtual clock", () => {
  it("does not advance by itself", async () => {
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

  it("runs timers that are scheduled on the way and due before the end", async () => {
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

  it("forgets cancelled timers", async () => {
    const clock = virtualClock(0);
    const seen: string[] = [];
    clock.schedule(10, () => seen.push("cancelled"))();
    await clock.advance(20);
    expect(seen).toEqual([]);
  });
});

describe("the machine's clock", () => {
  afterEach(() => void vi.useRealTimers());

  /** A machine whose time of day may be set; timers go by its monotonic clock. */
  function openMachine() {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    const machine = { ahead: Date.parse("2026-01-01T00:00:00Z") };
    const clock = realClock({ wall: () => machine.ahead + performance.now(), monotonic: () => performance.now() });
    return { clock, set: (milliseconds: number) => (machine.ahead += milliseconds) };
  }
  const HOUR = 3_600_000;

  it("continues from its time when it is set back, and calls in time", () => {
    const { clock, set } = openMachine();
    const began = clock.now();
    const seen: number[] = [];
    clock.schedule(began + 1_000, () => seen.push(clock.now() - began));
    set(-2 * HOUR);
    expect(clock.now()).toBe(began);
    vi.advanceTimersByTime(999);
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual([1_000]);
  });

  it("follows when it is set forward: due timers run soon, and no duration includes the jump", () => {
    const { clock, set } = openMachine();
    const [began, elapsed] = [clock.now(), clock.elapsed()];
    const seen: string[] = [];
    clock.schedule(began + 2 * HOUR, () => seen.push("due"));
    clock.schedule(began + 4 * HOUR, () => seen.push("not due"));
    set(3 * HOUR);
    vi.advanceTimersByTime(10_000);
    expect(seen).toEqual(["due"]);
    expect([clock.now() - began, clock.elapsed() - elapsed]).toEqual([3 * HOUR + 10_000, 10_000]);
  });

  it("runs timers beyond the range of setTimeout in time, and forgets cancelled ones", () => {
    const { clock } = openMachine();
    const seen: string[] = [];
    clock.schedule(clock.now() + 30 * 24 * HOUR, () => seen.push("far"));
    const cancel = clock.schedule(clock.now() + HOUR, () => seen.push("cancelled"));
    vi.advanceTimersByTime(HOUR / 2);
    cancel();
    vi.advanceTimersByTime(2 * HOUR);
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(30 * 24 * HOUR);
    expect(seen).toEqual(["far"]);
  });
});
