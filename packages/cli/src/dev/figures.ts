/** A duration in words: `12 ms`, `1.3 s`, or a dash if there is none. */
export function milliseconds(value: number | undefined): string {
  if (value === undefined) return "–";
  return value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`;
}

/** A count with separators: `12,345`. */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}
