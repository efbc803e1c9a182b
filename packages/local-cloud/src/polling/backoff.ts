/** Milliseconds before the first retry, and at most. AWS does not document its own; these suit one machine. */
const FIRST = 200;
const LONGEST = 30_000;

/** The pause after so many failures in a row, in milliseconds: doubles each time up to half a minute. */
export function backoff(failures: number): number {
  return Math.min(LONGEST, FIRST * 2 ** Math.min(20, Math.max(0, failures - 1)));
}
