import type { Clock } from "@tributary/local-cloud/kernel/clock";

/** How long something has been waited for. */
export interface WaitMeter {
  /** Milliseconds since the last reset, as far as they were seen to pass. */
  milliseconds(): number;
  reset(): void;
}

/**
 * The most that passes between two looks: a process that was suspended, or a machine too busy to look, has not waited, as
 * what is waited for had no time either.
 */
const LONGEST_STEP_MS = 2_000;

/** Measures a wait by the clock that nobody sets: when the time of day jumps, nothing ends early and nothing lasts longer. */
export function meterWait(clock: Pick<Clock, "elapsed">): WaitMeter {
  let waited = 0;
  let seen = clock.elapsed();
  return {
    milliseconds() {
      const now = clock.elapsed();
      waited += Math.min(now - seen, LONGEST_STEP_MS);
      seen = now;
      return waited;
    },
    reset() {
      waited = 0;
      seen = clock.elapsed();
    },
  };
}
