import { isObject } from "@tributary/contract-tools/json-pointer";

/**
 * A detail as a new change of the same thing: with an `eventId` and times of its own, and a later sequence, so that nobody
 * takes it for a copy or for an older state. Fields that it does not have stay away.
 */
export function freshDetail(detail: unknown, { eventId, now }: { eventId: string; now: number }): unknown {
  if (!isObject(detail) || !isObject(detail.metadata)) return detail;
  const time = new Date(now).toISOString();
  const { metadata } = detail;
  const fresh = { eventId, occurredAt: time, publishedAt: time, sequence: laterSequence(metadata.sequence, now) };
  const kept = Object.entries(fresh).filter(([field]) => Object.hasOwn(metadata, field));
  return { ...detail, metadata: { ...metadata, ...Object.fromEntries(kept) } };
}

/** Grows with every millisecond, and stays small beside the sequences of real changes: those must not look old afterwards. */
function laterSequence(sequence: unknown, now: number): unknown {
  if (typeof sequence !== "string" || !/^\d{1,40}$/.test(sequence)) return sequence;
  return (BigInt(sequence) + BigInt(now)).toString().padStart(sequence.length, "0").slice(-sequence.length);
}
