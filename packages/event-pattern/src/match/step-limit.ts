/** How many steps are taken alternative by alternative: some milliseconds. Few events of few patterns need more. */
const STEP_LIMIT = 100_000;

let isLimited = false;
let left = 0;
const spent = new Error("more steps than the limit");

/** Counts steps of a task that `withinSteps` runs; does nothing outside of one. */
export function countSteps(steps: number): void {
  if (!isLimited) return;
  left -= steps;
  if (left < 0) throw spent;
}

/** What a task gives, or undefined if it takes more steps than a limit. */
export function withinSteps<Result>(task: () => Result): Result | undefined {
  isLimited = true;
  left = STEP_LIMIT;
  try {
    return task();
  } catch (error) {
    if (error !== spent) throw error;
    return undefined;
  } finally {
    isLimited = false;
  }
}
