import type { EventMetadata } from "./event-contract.ts";

/**
 * Replaces `data` in an event whose data are too large for the bus. It names neither bucket nor key: both follow from the
 * reader and the event, so that no event can lead a receiver anywhere else.
 */
export interface ClaimCheck {
  /** Of the exact bytes of the data as JSON: 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
}

/** The `detail` of an event that carries a claim check. */
export interface ClaimedDetail {
  readonly metadata: EventMetadata;
  readonly claimCheck: ClaimCheck;
}

/** The largest data that travel by claim check, in bytes: a receiver holds ten times this in memory, as JSON and parsed. */
export const MOST_CLAIMED_BYTES = 8 * 1024 * 1024;

/**
 * The object key of an event's data: the same event with the same data has one key, which is never written with other data.
 */
export function claimedKey(detailType: string, eventId: string, sha256: string): string {
  return `${detailType}/${eventId}/${sha256}.json`;
}

/** The prefix of the keys of one event type: what its senders may write, and its receivers read. */
export const claimedPrefix = (detailType: string): string => `${detailType}/`;

/** Whether a detail carries a claim check in place of data, well-formed or not. */
export function isClaimed(detail: unknown): detail is { readonly claimCheck: unknown; readonly metadata?: unknown } {
  return typeof detail === "object" && detail !== null && "claimCheck" in detail && !("data" in detail);
}

/** Whether a value is a claim check that one of our senders may have made. */
export function isClaimCheck(value: unknown): value is ClaimCheck {
  if (typeof value !== "object" || value === null) return false;
  const { sha256, bytes } = value as Partial<ClaimCheck>;
  const fits = Number.isSafeInteger(bytes) && bytes! > 0 && bytes! <= MOST_CLAIMED_BYTES;
  return typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256) && fits;
}
