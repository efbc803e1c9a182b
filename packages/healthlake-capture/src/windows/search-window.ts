import type { CloudTrailWrite } from "@tributary/change-event/cloud-trail-write";

/** A stretch of time in which something was written, to be searched until it holds still. */
export interface SearchWindow {
  /** Undefined: of any type. */
  readonly resourceType?: string;
  /** Epoch milliseconds: from the first, before the second. */
  readonly from: number;
  readonly to: number;
  /** Whether it is deletions that are looked for, in the history of the type, and not by searches. */
  readonly deletions?: true;
  /** How often it was searched. */
  readonly passes: number;
  /** A hash of the last pass's results: neither ids nor contents travel in messages. */
  readonly found?: string;
}

/** The outcome of a pass over a window. */
export type PassOutcome =
  | { readonly outcome: "settled" }
  /** Passes found something else each time; reconciliation has the rest. */
  | { readonly outcome: "given-up" }
  | { readonly outcome: "again"; readonly window: SearchWindow; readonly delaySeconds: number };

/** The length of a window, shared by writes of one type. */
export const BUCKET_MS = 10_000;

/** How far searches go beyond the window's ends: CloudTrail has only the second of a call, from another machine's clock. */
export const OVERLAP_MS = 3_000;

/**
 * How long after its end a window may still change: HealthLake documents that its index lags, but not by how much
 * (2026-11-21).
 * https://docs.aws.amazon.com/healthlake/latest/devguide/searching-fhir-consistency-levels.html
 */
export const SETTLE_MS = 30_000;

/** How long after its end a still window is searched once more, in case the index lagged further. */
export const LATE_MS = 15 * 60_000;

/** Seconds between passes. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html (900 at most) */
const DELAYS = [15, 30, 60, 120, 300, 600, 900];

/** The window of a write. */
export function windowOf({ at, resourceType, isDeletion }: CloudTrailWrite): SearchWindow {
  const from = Math.floor(at / BUCKET_MS) * BUCKET_MS;
  return {
    ...(resourceType !== undefined && { resourceType }),
    // One of any type is looked through for both.
    ...(resourceType !== undefined && isDeletion && { deletions: true }),
    ...{ from, to: from + BUCKET_MS, passes: 0 },
  };
}

/** The common name of windows of the same writes. */
export function windowName({ resourceType = "*", deletions, from, to }: SearchWindow): string {
  return `${resourceType}/${from}/${to}${deletions ? "/deletions" : ""}`;
}

/**
 * The next step after a pass. A window holds still if it is over, had time to settle, and two passes found the same: nothing
 * came between them, and later writes have their own window. One more pass, much later, makes sure.
 */
export function afterPass(window: SearchWindow, found: string, searchedAt: number): PassOutcome {
  const left = secondsUntilSettled(window, searchedAt);
  const later = { ...window, passes: window.passes + 1, found };
  if (window.found === found && left === 0) {
    const untilLate = secondsUntil(window.to + LATE_MS, searchedAt);
    return untilLate === 0 ? { outcome: "settled" } : { outcome: "again", window: later, delaySeconds: untilLate };
  }
  const delay = DELAYS[window.passes];
  if (delay === undefined) return { outcome: "given-up" };
  return { outcome: "again", window: later, delaySeconds: Math.max(delay, left) };
}

/** Seconds, at most 900, until a window is over and has had its time to settle. */
export function secondsUntilSettled({ to }: SearchWindow, now: number): number {
  return secondsUntil(to + SETTLE_MS, now);
}

function secondsUntil(time: number, now: number): number {
  return Math.min(900, Math.max(0, Math.ceil((time - now) / 1_000)));
}
