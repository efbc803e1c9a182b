/** The clock of a pace. */
export interface PaceOptions {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * A function that waits after each piece of work, so that all its callers together stay within the rate per second; without
 * a rate it does not wait.
 */
export function createPace(rate: number | undefined, { now, sleep }: PaceOptions): (done: number) => Promise<void> {
  let began = now();
  return async done => {
    if (rate === undefined) return;
    const at = now();
    const due = began + (done / rate) * 1_000;
    began = Math.max(due, at);
    if (due > at) await sleep(due - at);
  };
}

/** The largest batch that keeps the rate even: a second's worth, and no more than `most`. */
export function pagePaced(rate: number | undefined, most: number): number {
  return rate === undefined ? most : Math.max(1, Math.min(most, Math.floor(rate)));
}
