import type { Clock } from "../kernel/clock.ts";

/** Lets a loop wait, for a time or for a call, and be woken for good. */
export interface Sleeper {
  /** Waits for `wake`, `stop`, or the time given (milliseconds since the epoch). At once when woken since the last wait. */
  until(at?: number): Promise<void>;
  /** Waits for the time given or `stop`, whoever calls `wake`; so may several at once. */
  pause(milliseconds: number): Promise<void>;
  wake(): void;
  stop(): void;
  stopped(): boolean;
}

/** A sleeper on a clock. */
export function createSleeper(clock: Clock): Sleeper {
  let woken = false;
  let stopped = false;
  let release: (() => void) | undefined;
  const pauses = new Set<() => void>();

  const wait = (at: number | undefined, hold: (run: (() => void) | undefined) => void): Promise<void> =>
    new Promise(resolve => {
      const run = () => {
        hold(undefined);
        cancel?.();
        resolve();
      };
      const cancel = at === undefined ? undefined : clock.schedule(at, run);
      hold(run);
    });

  return {
    async until(at) {
      if (!stopped && !woken) await wait(at, run => (release = run));
      woken = false;
    },
    async pause(milliseconds) {
      if (stopped) return;
      let end: (() => void) | undefined;
      await wait(clock.now() + milliseconds, run => {
        if (end) pauses.delete(end);
        if (run) pauses.add(run);
        end = run;
      });
    },
    wake() {
      woken = true;
      release?.();
    },
    stop() {
      stopped = true;
      release?.();
      for (const end of [...pauses]) end();
    },
    stopped: () => stopped,
  };
}
