/** How often DynamoDB is asked, in all. */
const ROUNDS = 8;
/** The longest pause before the second round; it doubles with every round. */
const PAUSE_MS = 25;

/** How long a call waits before each retry, and for how long it retries. */
export interface UntilProcessedOptions {
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** When it asks no more, in epoch milliseconds; without it, only the rounds end it. */
  readonly deadline?: number;
  readonly now?: () => number;
}

/**
 * Retries what DynamoDB left unprocessed, with full-jitter backoff, until nothing is left. False if the rounds or the time
 * run out before.
 */
export async function untilProcessed(
  attempt: () => Promise<boolean>,
  { sleep = wait, random = Math.random, deadline = Number.POSITIVE_INFINITY, now = Date.now }: UntilProcessedOptions,
): Promise<boolean> {
  for (let round = 0; round < ROUNDS; round++) {
    const pause = round === 0 ? 0 : random() * PAUSE_MS * 2 ** round;
    if (now() + pause >= deadline) return false;
    if (round > 0) await sleep(pause);
    if (await attempt()) return true;
  }
  return false;
}

const wait = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));
