import type { Clock } from "@tributary/local-cloud/kernel/clock";

/** Measures a wait. */
export interface WaitMeter {
  /** Milliseconds since the last reset, counting little of a gap between looks. */
  milliseconds(): number;
  reset(): void;
}

/**
 * Longest time counted between two looks. A suspended process or an overloaded machine has not waited, because the awaited work had
 * no time either.
 */
const LONGEST_STEP_MS = 2_000;

/** Creates a meter on the monotonic clock, which jumps of the time of day do not affect. */
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
