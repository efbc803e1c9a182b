/** How often DynamoDB is asked, in all. */
const ROUNDS = 8;
/** The longest pause before the second round; it doubles with every round. */
const PAUSE_MS = 25;

/** How a call waits before it asks again. */
export interface UntilProcessedOptions {
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

/**
 * Repeats an attempt for what DynamoDB left unprocessed, with full-jitter backoff, until the attempt says that nothing is left.
 * Throws what `exhausted` makes when the rounds are used up.
 */
export async function untilProcessed(
  attempt: () => Promise<boolean>,
  exhausted: (rounds: number) => Error,
  { sleep = wait, random = Math.random }: UntilProcessedOptions,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) await sleep(random() * PAUSE_MS * 2 ** round);
    if (await attempt()) return;
  }
  throw exhausted(ROUNDS);
}

const wait = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds));
