import type { Clock } from "@tributary/local-cloud/kernel/clock";
import { openWatched } from "@tributary/testkit/open-watched";
import { describe, expect, it } from "vitest";
import { settle, subscribed } from "./settle.ts";

const MINUTE = 60_000;

function openSettling() {
  const opened = openWatched();
  const { watched, lookingAgain, stop } = opened;
  const seen = { settled: false, complete: true };
  return {
    ...{ ...opened, seen },
    waits() {
      const options = { lookingAgain: [lookingAgain], isComplete: async () => seen.complete, stop: stop.signal };
      void settle(watched, options).then(() => (seen.settled = true));
    },
    asksForActivity() {
      void subscribed(watched, stop.signal).then(() => (seen.settled = true));
    },
  };
}

/** Settling lasts exactly as long as something is missing. */
async function expectUntilComplete({ clock, waits, seen }: ReturnType<typeof openSettling>): Promise<void> {
  seen.complete = false;
  waits();
  await clock.advance(1_000);
  expect(seen.settled).toBe(false);
  seen.complete = true;
  await clock.advance(50);
  expect(seen.settled).toBe(true);
}

describe("settling", () => {
  it("ends as soon as nothing is left to do", async () => {
    const { clock, leaves, waits, seen } = openSettling();
    leaves({ "lambda mappings": 3 });
    waits();
    await clock.advance(1_000);
    expect(seen.settled).toBe(false);
    leaves({});
    await clock.advance(50);
    expect(seen.settled).toBe(true);
  });

  it("gives up after two minutes without progress, and not before", async () => {
    const { clock, leaves, waits, seen } = openSettling();
    leaves({ "lambda mappings": 1_000 });
    waits();
    for (let minute = 0; minute < 5; minute++) {
      await clock.advance(MINUTE);
      leaves({ "lambda mappings": 1_000 - minute });
    }
    await clock.advance(2 * MINUTE - 1_000);
    expect(seen.settled).toBe(false);
    await clock.advance(2_000);
    expect(seen.settled).toBe(true);
  });

  it("waits neither for a look due later nor, if nothing is missing, for one due now", async () => {
    const settling = openSettling();
    settling.send(300);
    settling.send(0);
    settling.leaves({ "lambda mappings": 2 });
    await expectUntilComplete(settling);
  });

  it("treats CloudTrail's later copies like looks", async () => {
    const settling = openSettling();
    settling.leaves({ "healthlake notices": 2 });
    await expectUntilComplete(settling);
  });

  it("waits for other work although looks are waiting, too", async () => {
    const { clock, leaves, send, waits, seen } = openSettling();
    send(300);
    leaves({ "lambda mappings": 2 });
    waits();
    await clock.advance(MINUTE);
    expect(seen.settled).toBe(false);
  });

  it("checks other work again at the end, because it may have been published meanwhile", async () => {
    const { clock, watched, leaves, lookingAgain, send, stop } = openSettling();
    send(0);
    const asked: string[] = [];
    let settled = false;
    const isComplete = async () => {
      await new Promise(setImmediate);
      if (asked.push("asked") === 1) leaves({ "lambda mappings": 2 }); // A look published it: now the consumer has work beside the look.
      return true;
    };
    void settle(watched, { lookingAgain: [lookingAgain], isComplete, stop: stop.signal }).then(() => (settled = true));
    await clock.advance(1_000);
    expect(settled).toBe(false);
    leaves({ "lambda mappings": 1 });
    await clock.advance(50);
    expect(settled).toBe(true);
  });

  it.each([3, -2])("lasts neither longer nor shorter when the clock jumps by %i hours", async hours => {
    const { clock, watched, leaves, stop } = openSettling();
    leaves({ "lambda mappings": 2, "lambda:async": 1 });
    let skew = 0;
    const jumping: Clock = {
      now: () => clock.now() + skew,
      elapsed: clock.elapsed,
      schedule: (at, run) => clock.schedule(at - skew, run),
    };
    const ended = { settle: false, subscribed: false };
    const cloud = { ...watched, context: { ...watched.context, clock: jumping } };
    void settle(cloud, { lookingAgain: [], isComplete: async () => true, stop: stop.signal }).then(
      () => (ended.settle = true),
    );
    void subscribed(cloud, stop.signal).then(() => (ended.subscribed = true));
    await clock.advance(1_000);
    skew = hours * 60 * MINUTE;
    await clock.advance(2 * MINUTE - 2_000);
    expect(ended).toEqual({ settle: false, subscribed: false });
    await clock.advance(2_000);
    expect(ended).toEqual({ settle: true, subscribed: true });
  });

  it("ends at once if stopped", async () => {
    const { clock, leaves, waits, seen, stop } = openSettling();
    leaves({ "lambda mappings": 2 });
    waits();
    await clock.advance(10);
    stop.abort();
    await clock.advance(0);
    expect(seen.settled).toBe(true);
    expect(clock.next()).toBeUndefined();
  });
});

it("waits only for the subscribing call and the subscription, and not for ever", async () => {
  const { clock, leaves, asksForActivity, seen } = openSettling();
  leaves({ "lambda:async": 1, "lambda mappings": 5 });
  asksForActivity();
  await clock.advance(100);
  leaves({ "healthlake subscriptions": 1, "lambda mappings": 5 });
  await clock.advance(100);
  expect(seen.settled).toBe(false);
  leaves({ "lambda mappings": 5 });
  await clock.advance(10);
  expect(seen.settled).toBe(true);

  const failing = openSettling();
  failing.leaves({ "lambda:async": 1 });
  failing.asksForActivity();
  await failing.clock.advance(2 * MINUTE + 10);
  expect(failing.seen.settled).toBe(true);
});
