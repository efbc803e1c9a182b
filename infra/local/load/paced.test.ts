import { openWatched } from "@tributary/testkit/open-watched";
import { describe, expect, it } from "vitest";
import { caughtUp, createPace } from "./paced.ts";

describe("pacing", () => {
  function openPaced() {
    const opened = openWatched();
    const { watched, lookingAgain, stop } = opened;
    const done = { applied: 0 };
    const pace = createPace(watched, {
      lookingAgain: [lookingAgain],
      applied: () => done.applied,
      stop: stop.signal,
    });
    const written: string[] = [];
    const write = (name: string, count = 50) => pace(count, async () => void written.push(name));
    return { ...opened, done, pace, write, written };
  }

  it("lets everything through while the cloud keeps up", async () => {
    const { leaves, send, write, written } = openPaced();
    send(300);
    leaves({ "lambda mappings": 50, "healthlake notices": 5_000 });
    for (let round = 0; round < 20; round++) await write(`${round}`);
    expect(written).toHaveLength(20);
  });

  it("holds back writes while the cloud is behind, and continues in order when it has caught up", async () => {
    const { clock, leaves, write, written } = openPaced();
    leaves({ "lambda mappings": 5_000 });
    const writing = Promise.all([write("a"), write("b")]);
    await clock.advance(1_000);
    leaves({ "lambda mappings": 4_000 });
    await clock.advance(4_000);
    expect(written).toEqual([]);
    leaves({ "lambda mappings": 50 });
    await clock.advance(100);
    await writing;
    expect(written).toEqual(["a", "b"]);
  });

  it("counts writes in progress as work left, because their work does not show yet", async () => {
    const { clock, leaves, pace, write, written } = openPaced();
    leaves({ "lambda mappings": 1 });
    let answer = () => {};
    const first = pace(60, () => new Promise<void>(resolve => (answer = resolve)));
    const second = write("second", 60);
    await clock.advance(1_000);
    expect(written).toEqual([]);
    answer();
    await first;
    await clock.advance(100);
    await second;
    expect(written).toEqual(["second"]);
  });

  it("leaves as much work as is applied in a second", async () => {
    const { clock, leaves, done, write, written } = openPaced();
    leaves({ "lambda mappings": 1_000 });
    const writing = write("a");
    for (let step = 0; step < 40; step++) {
      done.applied += 50;
      leaves({ "lambda mappings": 1_000 });
      await clock.advance(100); // 500 a second.
    }
    expect(written).toEqual([]);
    leaves({ "lambda mappings": 300 });
    await clock.advance(100);
    await writing;
    expect(written).toEqual(["a"]);
  });

  it("continues one by one if nothing moves, and at once if stopped", async () => {
    const { clock, leaves, write, written, stop } = openPaced();
    leaves({ "lambda mappings": 5_000 });
    const writing = Promise.all(["a", "b", "c", "d"].map(name => write(name)));
    await clock.advance(5_500);
    expect(written).toEqual(["a"]);
    await clock.advance(5_500);
    expect(written).toEqual(["a", "b"]);
    stop.abort();
    await writing;
    expect(written).toEqual(["a", "b", "c", "d"]);
  });

  it("passes on a failure and lets the next write run", async () => {
    const { leaves, pace, write, written } = openPaced();
    leaves({ "lambda mappings": 1 });
    await expect(pace(90, () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
    await write("next", 90);
    expect(written).toEqual(["next"]);
  });
});

describe("catching up", () => {
  function openCatching() {
    const opened = openWatched();
    const { watched, lookingAgain, stop } = opened;
    const done = { isDone: false };
    const waiting = caughtUp(watched, { lookingAgain: [lookingAgain], stop: stop.signal }).then(() => {
      done.isDone = true;
    });
    return { ...opened, done, waiting };
  }

  it("ends once the cloud has had nothing left for a moment, despite repeated notices of a write", async () => {
    const { clock, leaves, done, waiting } = openCatching();
    leaves({ "lambda mappings": 1, "healthlake notices": 5_000 });
    await clock.advance(1_000);
    leaves({ "healthlake notices": 5_000 });
    await clock.advance(60);
    leaves({ "lambda mappings": 1 });
    await clock.advance(1_000);
    expect(done.isDone).toBe(false);
    leaves({});
    await clock.advance(1_000);
    await waiting;
  });

  it("waits neither for an idle cloud nor after it is stopped", async () => {
    const still = openCatching();
    still.leaves({ "lambda mappings": 1 });
    await still.clock.advance(6_000);
    await still.waiting;
    const stopped = openCatching();
    stopped.leaves({ "lambda mappings": 1 });
    stopped.stop.abort();
    await stopped.clock.advance(100);
    await stopped.waiting;
  });
});
