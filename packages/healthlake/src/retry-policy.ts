/** How often and how long a call is retried. */
export interface RetryPolicy {
  /** The longest first pause, in milliseconds; it doubles with every attempt. */
  readonly baseMs: number;
  /** No pause is longer, in milliseconds, unless the service asks for it. */
  readonly maxDelayMs: number;
  /** After that long, attempts and pauses together, no further attempt is begun. Milliseconds. */
  readonly budgetMs: number;
  readonly maxAttempts: number;
}

export const RETRY_POLICY: RetryPolicy = { baseMs: 100, maxDelayMs: 5_000, budgetMs: 30_000, maxAttempts: 8 };

/**
 * The pause before the next attempt in milliseconds; undefined if the budget has no room for it. Full jitter: any time up to
 * the limit, so that clients that failed together do not retry together.
 */
export function retryDelay(
  policy: RetryPolicy,
  { attempts, spentMs, retryAfterMs = 0 }: { attempts: number; spentMs: number; retryAfterMs?: number | undefined },
  random: () => number,
): number | undefined {
  if (attempts >= policy.maxAttempts) return undefined;
  const limit = Math.min(policy.maxDelayMs, policy.baseMs * 2 ** (attempts - 1));
  const delay = Math.max(retryAfterMs, random() * limit);
  return spentMs + delay <= policy.budgetMs ? delay : undefined;
}
