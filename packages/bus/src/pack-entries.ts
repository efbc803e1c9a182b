/** The most entries of a PutEvents call. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const PUT_EVENTS_MAX_ENTRIES = 10;

/**
 * The most bytes of a PutEvents call, all entries together. The user guide says 256 KB; newer notes of some partners say 1
 * MiB (seen 2026-11-20), so the older, smaller figure applies.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
export const PUT_EVENTS_MAX_BYTES = 256 * 1024;

/** The limits of one call. */
export interface CallLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** Splits entries into the fewest consecutive calls, in order: each takes as many entries as fit. */
export function packEntries<Entry extends { readonly bytes: number }>(
  entries: readonly Entry[],
  limits: CallLimits,
): Entry[][] {
  const calls: Entry[][] = [];
  let call: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (call.length > 0 && (call.length === limits.maxEntries || bytes + entry.bytes > limits.maxBytes)) {
      calls.push(call);
      call = [];
      bytes = 0;
    }
    call.push(entry);
    bytes += entry.bytes;
  }
  if (call.length > 0) calls.push(call);
  return calls;
}
