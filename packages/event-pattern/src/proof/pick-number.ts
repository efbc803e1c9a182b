import type { Multiple } from "./facts.ts";
import type { Interval, NumberSet } from "./number-set.ts";

/** How many multiples of an interval are tried. */
const TRIES = 1_000;

/** Numbers of the set that keep to the multiples, at most one of an interval; `null` when there is none, undefined when none was found. */
export function pickNumber(set: NumberSet, multiples: readonly Multiple[]): number | null | undefined {
  let missed = false;
  const sorted = [...set].sort((a, b) => distance(a) - distance(b));
  for (const interval of sorted) {
    const { found, sure } = pickFrom(interval, multiples);
    if (found !== undefined) return found;
    missed ||= !sure;
  }
  return missed ? undefined : null;
}

/** Intervals near zero first: their numbers read best. */
const distance = ({ low, high }: Interval) => (low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high)));

function pickFrom(interval: Interval, multiples: readonly Multiple[]): { found?: number; sure: boolean } {
  const { low, lowOpen, high, highOpen } = interval;
  const isIn = (value: number) =>
    Number.isFinite(value) && (lowOpen ? value > low : value >= low) && (highOpen ? value < high : value <= high);
  const fits = (value: number) =>
    isIn(value) && multiples.every(({ of, negative }) => Number.isInteger(value / of) !== negative);
  if (low === high) return fits(low) ? { found: low, sure: true } : { sure: true };

  const whole = multiples.filter(({ of, negative }) => !negative && Number.isInteger(of) && of > 0);
  const step = whole.reduce((all, { of }) => lcm(all, of), 1);
  const start = Number.isFinite(low)
    ? Math.ceil(low / step) * step
    : Number.isFinite(high)
      ? Math.floor(high / step) * step
      : 0;
  const direction = Number.isFinite(low) || !Number.isFinite(high) ? step : -step;
  let last = start;
  for (let i = 0; i < TRIES; i++, last = start + i * direction) {
    if (!isIn(last) && !isIn(last + direction)) break;
    if (fits(last)) return { found: last, sure: true };
  }
  const others =
    Number.isFinite(low) && Number.isFinite(high) ? [(low + high) / 2, low, high] : [start + 0.5, start - 0.5];
  const scaled = multiples.flatMap(({ of, negative }) =>
    negative ? [] : [0, 1, 2, 3].map(i => (Math.ceil(low / of) + i) * of),
  );
  const found = [...others, ...scaled].find(fits);
  if (found !== undefined) return { found, sure: true };
  // Every multiple of whole numbers in a narrow interval has been tried.
  const sure = whole.length > 0 && !isIn(last) && Number.isSafeInteger(start) && Number.isSafeInteger(last);
  return { sure };
}

function lcm(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
