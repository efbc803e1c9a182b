import { isObject } from "@tributary/contract-tools/json-pointer";

/** The values that replace those of the file. */
export interface Fresh {
  readonly eventId: string;
  /** In milliseconds since the epoch. */
  readonly now: number;
  /** Digits: above every sequence of the tables' streams so far. Without it, an event keeps its own. */
  readonly sequence?: string | undefined;
}

/**
 * A detail as a new change of the same subject: with its own `eventId` and times, and a later sequence, so that no receiver takes
 * it for a copy or an older state. Adds no fields.
 */
export function freshDetail(detail: unknown, { eventId, now, sequence: later }: Fresh): unknown {
  if (!isObject(detail) || !isObject(detail.metadata)) return detail;
  const time = new Date(now).toISOString();
  const { metadata } = detail;
  const fresh = { eventId, occurredAt: time, publishedAt: time, sequence: laterSequence(metadata.sequence, later) };
  const kept = Object.entries(fresh).filter(([field]) => Object.hasOwn(metadata, field));
  return { ...detail, metadata: { ...metadata, ...Object.fromEntries(kept) } };
}

/** Padded to the digits of the file's own, because sequences compare as text. */
function laterSequence(sequence: unknown, later: string | undefined): unknown {
  if (later === undefined || typeof sequence !== "string" || !/^\d{1,40}$/.test(sequence)) return sequence;
  return later.padStart(sequence.length, "0");
}
