import type { Clock } from "@tributary/local-cloud/kernel/clock";

/** Over how long a rate is taken: short enough to follow the machine, long enough for a few batches. */
const SPAN_MS = 2_000;

/** Measures how fast a count grows, per millisecond, over the last moments; by the clock that nobody sets. */
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
