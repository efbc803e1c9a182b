/** A history does not show yet what reading the resource shows. Worth a retry. */
export class HistoryBehindError extends Error {
  override readonly name = "HistoryBehindError";
}

/** Milliseconds between looks at a history that is behind. */
const WAITS_MS = [100, 200, 400, 800];

/** The clock of `awaitHistory`. */
export interface AwaitHistoryOptions {
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now?: () => number;
  /** No wait goes beyond it. Epoch milliseconds. */
  readonly deadline?: number;
}

/**
 * Returns what `look` finds, and repeats it for a moment while it rejects with a HistoryBehindError. Then rejects as the
 * last look did: a history further behind is for a later message, not for an invocation that waits.
 */
export async function awaitHistory<Found>(
  look: () => Promise<Found>,
  { sleep, now = Date.now, deadline = Number.POSITIVE_INFINITY }: AwaitHistoryOptions,
): Promise<Found> {
  for (const waitMs of WAITS_MS) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof HistoryBehindError) || now() + waitMs >= deadline) throw error;
      await sleep(waitMs);
    }
  }
  return await look();
}
