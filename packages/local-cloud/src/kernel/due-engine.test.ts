import { describe, expect, it } from "vitest";
import { createCloud } from "../cloud.ts";
import { virtualClock } from "./clock.ts";
import { dueEngine } from "./due-engine.ts";

const SIGNAL = "test:due";

/** An engine over a list of times, which does what is due by striking it off. */
function open() {
  const clock = virtualClock();
  const defects: unknown[] = [];
  const cloud = createCloud({
    ...{ services: [], storage: "memory", region: "us-east-1", account: "000000000000", clock },
    onDefect: error => defects.push(error),
    onStorage: () => {},
  });
  const start = clock.now();
  const due: number[] = [];
  const done: number[] = [];
  let failure: Error | undefined;
  const engine = dueEngine(cloud.context, {
    name: "test",
    signal: SIGNAL,
    next: () => (due.length > 0 ? Math.min(...due) : undefined),
    run() {
      if (failure) throw failure;
      done.push(clock.now() - start);
      due.splice(0, due.length, ...due.filter(at => at > clock.now()));
    },
    pending: () => due.length,
  });
  const add = (after: number) => {
    due.push(start + after);
    cloud.context.signals.notify(SIGNAL);
  };
  return { clock, engine, add, done, defects, fail: (error?: Error) => (failure = error) };
}

describe("work that falls due", () => {
  it("is done when its time has come, also when an earlier time comes up meanwhile", async () => {
    const { clock, engine, add, done } = open();
    engine.start();
    add(5_000);
    await clock.advance(1_000);
    add(2_000);
    await clock.advance(10_000);
    expect(done).toEqual([2_000, 5_000]);
  });

  it("is tried again after a defect, and sooner when the storage failed", async () => {
    const { clock, engine, add, done, defects, fail } = open();
    engine.start();
    fail(new TypeError("of ours"));
    add(1_000);
    await clock.advance(5_000);
    expect(defects).toHaveLength(1);
    fail(Object.assign(new Error("full"), { code: "ENOSPC", syscall: "write" }));
    await clock.advance(6_500);
    fail();
    await clock.advance(1_000);
    expect(done).toEqual([12_000]);
    expect(defects).toHaveLength(1);
  });

  it("is left alone once stopped", async () => {
    const { clock, engine, add, done } = open();
    engine.start();
    add(1_000);
    await clock.advance(500);
    await engine.stop();
    add(100);
    await clock.advance(5_000);
    expect(done).toEqual([]);
  });
});
