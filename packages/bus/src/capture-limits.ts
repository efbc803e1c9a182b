/** Six hours: a quarter of a stream's retention, so that a poisoned shard moves on before the rest expires. */
export const MAXIMUM_RECORD_AGE_SECONDS = 6 * 60 * 60;

/** A record older than this was captured or given up: the last attempt takes less than an hour. */
export const GIVEN_UP_AFTER_MS = (MAXIMUM_RECORD_AGE_SECONDS + 60 * 60) * 1_000;
