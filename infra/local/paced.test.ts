import { describe, expect, it } from "vitest";
import { paced } from "./paced.ts";
import { openWatched } from "./watched-fixture.ts";

describe("pacing", () => {
  async function* endless() {
    for (let number = 1; ; number++) yield number;
  }

  function openPaced() {
    const opened = openWatched();
    const { watched, lookingAgain, stop } = opened;
    const passed = { count: 0 };
    const read = async () => {
      for await (const number of paced(endless(), watched, {
        lookingAgain: [lookingAgain],
        most: 100,
        stop: stop.signal,
      })) {
        passed.count = number;
        if (number === 1_000) return;
      }
    };
    return { ...opened, passed, read };
  }

  it("lets everything through while the cloud keeps up, whatever asks for another look", async () => {
    const { leaves, send, passed, read } = openPaced();
    send(300);
    leaves({ "lambda mappings": 100, "healthlake notices": 5_000 });
    await read();
    expect(passed.count).toBe(1_000);
  });

  it("waits within a few dozen items of the cloud's falling behind, and goes on when it has caught up", async () => {
    const { clock, leaves, passed, read } = openPaced();
    leaves({ "lambda mappings": 5_000 });
    const reading = read();
    await clock.advance(1_000);
    leaves({ "lambda mappings": 4_000 });
    await clock.advance(4_000);
    expect(passed.count).toBe(0);
    leaves({ "lambda mappings": 90 });
    await clock.advance(100);
    await reading;
    expect(passed.count).toBe(1_000);
  });

  it("goes on in steps when nothing moves at all, and at once when told to stop", async () => {
    const { clock, leaves, passed, read, stop } = openPaced();
    leaves({ "lambda mappings": 5_000 });
    const reading = read();
    await clock.advance(5_500);
    expect(passed.count).toBe(50);
    await clock.advance(5_500);
    expect(passed.count).toBe(100);
    stop.abort();
    await reading;
    expect(passed.count).toBe(1_000);
  });
});
