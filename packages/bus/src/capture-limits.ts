/** Six hours: a quarter of what a stream keeps, so that a poisoned shard moves on while the rest is still there. */
export const MAXIMUM_RECORD_AGE_SECONDS = 6 * 60 * 60;

/** A record that old was captured or given up: an hour is more than the last attempt at one takes. */
export const GIVEN_UP_AFTER_MS = (MAXIMUM_RECORD_AGE_SECONDS + 60 * 60) * 1_000;
