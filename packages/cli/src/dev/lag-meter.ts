/** Measures times from write to application without following single changes: takes the n-th applied for the n-th written. */
export interface LagMeter {
  written(count: number, at: number): void;
  applied(count: number, at: number): void;
  /** Milliseconds at the quantiles over the last changes; undefined before the first. */
  quantiles(...of: number[]): (number | undefined)[];
  /** The last lags, in no order. */
  lags(): readonly number[];
  /** Takes over the last lags of another. */
  absorb(other: LagMeter): void;
}

/** The number of last lags kept. */
const KEPT = 4_096;

/** Finished entries before the waiting ones that trigger their removal. */
const FINISHED = 1_024;

/** A meter for one run. It holds one entry per time of writing that still has unapplied changes. */
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
