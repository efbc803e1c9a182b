import type { Random } from "../../../kernel/random.ts";

/** EventBridge backs off exponentially with jitter; AWS does not publish by how much. The longest fits 185 attempts into about 24 hours. */
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 600_000;

/** Milliseconds to wait before the next attempt: between half and all of an exponentially growing delay. */
export function retryDelay(attempts: number, random: Random): number {
  const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(attempts, 20));
  return Math.round(delay * (0.5 + random.next() / 2));
}
