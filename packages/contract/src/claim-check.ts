import type { EventMetadata } from "./event-contract.ts";

/**
 * What stands in place of `data` in an event whose data are too large for the bus. It says neither bucket nor key: both
 * follow from who reads and from the event, so that no event can lead a receiver anywhere else.
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

/** The most bytes of data that travel by claim check: what a receiver holds in memory ten times over, as JSON and parsed. */
export const MOST_CLAIMED_BYTES = 8 * 1024 * 1024;

/** Where the data of an event lie: the same event with the same data has one key, which is never written with other data. */
export function claimedKey(detailType: string, eventId: string, sha256: string): string {
  return `${detailType}/${eventId}/${sha256}.json`;
}

/** The prefix of the keys of one event type: what its senders may write, and its receivers read. */
export const claimedPrefix = (detailType: string): string => `${detailType}/`;

/** Whether a detail carries a claim check in place of data, however it is made. */
export function isClaimed(detail: unknown): detail is { readonly claimCheck: unknown; readonly metadata?: unknown } {
  return typeof detail === "object" && detail !== null && "claimCheck" in detail && !("data" in detail);
}

/** Whether it is one that a sender of ours may have made. */
export function isClaimCheck(value: unknown): value is ClaimCheck {
  if (typeof value !== "object" || value === null) return false;
  const { sha256, bytes } = value as Partial<ClaimCheck>;
  const fits = Number.isSafeInteger(bytes) && bytes! > 0 && bytes! <= MOST_CLAIMED_BYTES;
  return typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256) && fits;
}
