import type { Clock } from "@tributary/local-cloud/kernel/clock";

/** Window of a rate: short enough to follow the machine, long enough for a few batches. */
const SPAN_MS = 2_000;

/** Measures the recent growth of a count per millisecond, by the monotonic clock. */
export function meterRate(clock: Pick<Clock, "elapsed">, count: () => number): () => number {
  let seen = [{ at: clock.elapsed(), count: count() }];
  return () => {
    const now = { at: clock.elapsed(), count: count() };
    const recent = seen.findLastIndex(({ at }) => now.at - at >= SPAN_MS);
    seen = [...seen.slice(Math.max(0, recent)), now];
    const first = seen[0]!;
    return now.at > first.at ? (now.count - first.count) / (now.at - first.at) : 0;
  };
}
