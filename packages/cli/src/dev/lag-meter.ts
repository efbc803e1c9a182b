/** Times from write to application, without following single changes: the n-th applied is taken to be the n-th written. */
export interface LagMeter {
  written(count: number, at: number): void;
  applied(count: number, at: number): void;
  /** Milliseconds at the quantiles, over the last changes; undefined before the first. */
  quantiles(...of: number[]): (number | undefined)[];
  /** The last lags, in no order. */
  lags(): readonly number[];
  /** Takes over the last lags of another. */
  absorb(other: LagMeter): void;
}

/** How many of the last lags are kept. */
const KEPT = 4_096;

/** How many finished entries may stand before the waiting ones until they are cut off. */
const FINISHED = 1_024;

/** A meter for one run. It holds an entry for each point in time at which something that still waits was written. */
export function createLagMeter(): LagMeter {
  let waiting: { readonly at: number; left: number }[] = [];
  let head = 0;
  const lags: number[] = [];
  let next = 0;
  const keep = (lag: number) => {
    lags[next++ % KEPT] = lag;
  };
  return {
    written(count, at) {
      const newest = waiting.at(-1);
      if (newest?.at === at && newest.left > 0) newest.left += count;
      else waiting.push({ at, left: count });
    },
    applied(count, at) {
      for (let left = count; left > 0; ) {
        const oldest = waiting[head];
        if (!oldest) return;
        const taken = Math.min(left, oldest.left);
        for (let index = 0; index < taken; index++) keep(at - oldest.at);
        left -= taken;
        oldest.left -= taken;
        if (oldest.left === 0) head++;
      }
      if (head < FINISHED || head * 2 < waiting.length) return;
      waiting = waiting.slice(head);
      head = 0;
    },
    quantiles(...of) {
      const sorted = lags.toSorted((a, b) => a - b);
      return of.map(quantile => sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))]);
    },
    lags: () => lags,
    absorb(other) {
      for (const lag of other.lags()) keep(lag);
    },
  };
}
