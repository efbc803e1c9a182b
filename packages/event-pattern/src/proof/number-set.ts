/** One interval of numbers. */
export interface Interval {
  readonly low: number;
  readonly lowOpen: boolean;
  readonly high: number;
  readonly highOpen: boolean;
}

/** A set of numbers: intervals, disjoint and ascending. */
export type NumberSet = readonly Interval[];

/** Every number. */
export const allNumbers: NumberSet = [{ low: -Infinity, lowOpen: false, high: Infinity, highOpen: false }];

/** One number. */
export const oneNumber = (value: number): NumberSet => [{ low: value, lowOpen: false, high: value, highOpen: false }];

/** What both sets hold. */
export const intersectNumbers = (a: NumberSet, b: NumberSet): NumberSet =>
  a.flatMap(one => b.map(other => overlapOf(one, other)).filter(holdsSome)).sort((x, y) => x.low - y.low);

/** What the set does not hold. */
export function invertNumbers(set: NumberSet): NumberSet {
  return set.reduce<NumberSet>(
    (left, { low, lowOpen, high, highOpen }) =>
      intersectNumbers(
        left,
        [
          { low: -Infinity, lowOpen: false, high: low, highOpen: !lowOpen },
          { low: high, lowOpen: !highOpen, high: Infinity, highOpen: false },
        ].filter(holdsSome),
      ),
    allNumbers,
  );
}

/** What either set holds. */
export const unionNumbers = (a: NumberSet, b: NumberSet): NumberSet =>
  invertNumbers(intersectNumbers(invertNumbers(a), invertNumbers(b)));

function overlapOf(a: Interval, b: Interval): Interval {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  return {
    low,
    lowOpen: (a.low === low && a.lowOpen) || (b.low === low && b.lowOpen),
    high,
    highOpen: (a.high === high && a.highOpen) || (b.high === high && b.highOpen),
  };
}

/** JSON has no infinite numbers, so an interval at infinity alone holds none. */
const holdsSome = ({ low, lowOpen, high, highOpen }: Interval): boolean =>
  low < high || (low === high && !lowOpen && !highOpen && Number.isFinite(low));
