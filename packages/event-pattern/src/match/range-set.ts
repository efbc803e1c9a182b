/** Values between two ends, each of which may be left out. */
export interface Range<Value> {
  readonly low: Value;
  readonly lowOpen: boolean;
  readonly high: Value;
  readonly highOpen: boolean;
}

/** Whether a value lies in any of several ranges, found by halving, however many they are. Values compare by `<`. */
export function rangeSet<Value extends number | string>(ranges: readonly Range<Value>[]): (value: Value) => boolean {
  const sorted = [...ranges].sort((a, b) =>
    a.low === b.low ? Number(a.lowOpen) - Number(b.lowOpen) : a.low < b.low ? -1 : 1,
  );
  // Ranges that begin low enough come first; of these, the one that ends last decides.
  const furthest: Range<Value>[] = [];
  for (const range of sorted) {
    const last = furthest.at(-1);
    furthest.push(last === undefined || goesFurther(range, last) ? range : last);
  }
  return value => {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const { low, lowOpen } = sorted[middle]!;
      if (lowOpen ? low < value : low <= value) from = middle + 1;
      else to = middle;
    }
    const range = furthest[from - 1];
    return range !== undefined && (range.highOpen ? value < range.high : value <= range.high);
  };
}

function goesFurther<Value>(a: Range<Value>, b: Range<Value>): boolean {
  return a.high === b.high ? b.highOpen && !a.highOpen : a.high > b.high;
}
