/** Time, as an argument. */
export interface PaceOptions {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Waits after each piece of work so long that no more is done a second than the rate says, by all that call it; without a rate
 * not at all.
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

/** The most to do at once so that the rate is even: what a second takes, and no more than `most`. */
export function pagePaced(rate: number | undefined, most: number): number {
  return rate === undefined ? most : Math.max(1, Math.min(most, Math.floor(rate)));
}
