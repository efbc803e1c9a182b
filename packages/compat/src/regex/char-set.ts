/** A set of Unicode code points: sorted, disjoint, inclusive ranges that do not touch. */
export type CharSet = readonly (readonly [number, number])[];

const last = 0x10ffff;

/** Every code point, lone surrogates included: a JavaScript string may hold them. */
export const allChars: CharSet = [[0, last]];

/** The set of some ranges, in any order, overlapping or not. */
export function charSet(ranges: readonly (readonly [number, number])[]): CharSet {
  const sorted = [...ranges].sort(([a], [b]) => a - b);
  const merged: [number, number][] = [];
  for (const [low, high] of sorted) {
    const previous = merged.at(-1);
    if (previous !== undefined && low <= previous[1] + 1) previous[1] = Math.max(previous[1], high);
    else merged.push([low, high]);
  }
  return merged;
}

export const union = (a: CharSet, b: CharSet): CharSet => charSet([...a, ...b]);

export function complement(set: CharSet): CharSet {
  const outside: [number, number][] = [];
  let next = 0;
  for (const [low, high] of set) {
    if (low > next) outside.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= last) outside.push([next, last]);
  return outside;
}

export function intersection(a: CharSet, b: CharSet): CharSet {
  const common: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [lowA, highA] = a[i]!;
    const [lowB, highB] = b[j]!;
    if (Math.max(lowA, lowB) <= Math.min(highA, highB)) {
      common.push([Math.max(lowA, lowB), Math.min(highA, highB)]);
    }
    if (highA < highB) i++;
    else j++;
  }
  return common;
}

/** Whether a code point is in the set. */
export const hasChar = (set: CharSet, code: number): boolean => set.some(([low, high]) => low <= code && code <= high);

/** What people read most easily comes first; lone surrogates last. */
const preferred: CharSet = [
  [0x61, 0x7a],
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x20, 0x7e],
  [0xa1, 0xd7ff],
  [0xe000, last],
  [0, last],
];

/** A member that reads well; the set must not be empty. */
export function pickChar(set: CharSet): number {
  for (const range of preferred) {
    const [first] = intersection(set, [range]);
    if (first !== undefined) return first[0];
  }
  throw new RangeError("nothing to pick from an empty set");
}

/** The coarsest division of all code points that divides as each of the two divisions does. */
export function refine(a: readonly CharSet[], b: readonly CharSet[]): readonly CharSet[] {
  if (a.length === 1) return b;
  if (b.length === 1 || a === b) return a;
  return a.flatMap(x => b.map(y => intersection(x, y)).filter(({ length }) => length > 0));
}
