/** A set of code points: ranges as [low, high, low, high, …], both included, ascending, never adjacent. */
export type CharSet = readonly number[];

const LAST = 0x10ffff;

/** Every code point. */
export const allChars: CharSet = [0, LAST];

/** The set of these ranges, in any order, overlapping or not. */
export function charSet(ranges: readonly (readonly [low: number, high: number])[]): CharSet {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const set: number[] = [];
  for (const [low, high] of sorted) {
    if (low > high) continue;
    const end = set.at(-1);
    if (end !== undefined && low <= end + 1) set[set.length - 1] = Math.max(end, high);
    else set.push(low, high);
  }
  return set;
}

/** The ranges of a set, as pairs. */
function* rangesOf(set: CharSet): Generator<[low: number, high: number]> {
  for (let i = 0; i < set.length; i += 2) yield [set[i]!, set[i + 1]!];
}

/** What either set holds. */
export const unionChars = (a: CharSet, b: CharSet): CharSet => charSet([...rangesOf(a), ...rangesOf(b)]);

/** What the set does not hold. */
export function invertChars(set: CharSet): CharSet {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [low, high] of rangesOf(set)) {
    gaps.push([next, low - 1]);
    next = high + 1;
  }
  return charSet([...gaps, [next, LAST]]);
}

/** Whether the set holds a code point. */
export function hasChar(set: CharSet, char: number): boolean {
  // By halves: a class such as \p{L} has 700 ranges.
  let low = 0;
  let high = set.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (char > set[2 * middle + 1]!) low = middle + 1;
    else high = middle;
  }
  return low < set.length / 2 && set[2 * low]! <= char;
}
