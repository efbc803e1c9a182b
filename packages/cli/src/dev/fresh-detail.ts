import { isObject } from "@tributary/contract-tools/json-pointer";

/** What an event gets that its file does not have. */
export interface Fresh {
  readonly eventId: string;
  /** In milliseconds since the epoch. */
  readonly now: number;
  /** Digits: above whatever the streams of tables have given. Without it, an event keeps its own. */
  readonly sequence?: string | undefined;
}

/**
 * A detail as a new change of the same thing: with an `eventId` and times of its own, and a later sequence, so that nobody
 * takes it for a copy or for an older state. Fields that it does not have stay away.
 */
export function freshDetail(detail: unknown, { eventId, now, sequence: later }: Fresh): unknown {
  if (!isObject(detail) || !isObject(detail.metadata)) return detail;
  const time = new Date(now).toISOString();
  const { metadata } = detail;
  const fresh = { eventId, occurredAt: time, publishedAt: time, sequence: laterSequence(metadata.sequence, later) };
  const kept = Object.entries(fresh).filter(([field]) => Object.hasOwn(metadata, field));
  return { ...detail, metadata: { ...metadata, ...Object.fromEntries(kept) } };
}

/** In as many digits as the file's own, because sequences compare as texts. */
function laterSequence(sequence: unknown, later: string | undefined): unknown {
  if (later === undefined || typeof sequence !== "string" || !/^\d{1,40}$/.test(sequence)) return sequence;
  return later.padStart(sequence.length, "0");
}
