/** Proof of a claim: only its holder may confirm or release it. */
export interface ClaimToken {
  readonly eventId: string;
  readonly fence: string;
}

/** The answer to a claim. `until` (epoch ms) is when the other holder's lease ends. */
export type Claim =
  | { readonly state: "claimed"; readonly token: ClaimToken }
  | { readonly state: "inProgress"; readonly until: number }
  | { readonly state: "completed" };

/**
 * Makes the effect of an event happen once. A claim is leased, so that a crash does not block an event for ever, and fenced:
 * a holder that lost the lease cannot confirm over the next one. (Powertools' idempotency has the lease, not the fence, and
 * answers a duplicate with a stored result, which would keep clinical data in a second table.)
 */
export interface Idempotency {
  claim(eventId: string, options: { readonly leaseMs: number }): Promise<Claim>;
  /** The effect is done. False when the claim was lost to another holder. */
  confirm(token: ClaimToken): Promise<boolean>;
  /** The effect did not happen; the event may be claimed at once. False when the claim was lost. */
  release(token: ClaimToken): Promise<boolean>;
}

/** How long a completed event is remembered: as long as a queue can hold a message. */
export const REMEMBERED_FOR_SECONDS = 14 * 24 * 60 * 60;
