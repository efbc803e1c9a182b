import type { CloudContext } from "../../kernel/service.ts";
import type { Store } from "../../kernel/store.ts";

/** How long records are kept. See https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
const RETENTION_MS = 24 * 60 * 60 * 1000;
/** How often, by the clock, retention is enforced between readings of a shard through the Streams API. */
const TRIM_EVERY_MS = 60_000;

/** When the oldest records that are still there were written, in milliseconds since the epoch. */
export function horizon(context: CloudContext): number {
  return context.clock.now() - RETENTION_MS;
}

const trimmedAt = new WeakMap<Store, number>();

/** Enforces retention, by default at most once a minute. */
export function trimStreams(context: CloudContext, { now = false } = {}): void {
  const { store, clock } = context;
  if (!now && clock.now() - (trimmedAt.get(store) ?? 0) < TRIM_EVERY_MS) return;
  trimmedAt.set(store, clock.now());
  const end = horizon(context);
  const isDue = (sql: string) => store.prepare(sql).get(end) !== undefined;
  if (
    !isDue("SELECT 1 FROM dynamodb_stream_records WHERE created <= ? LIMIT 1") &&
    !isDue("SELECT 1 FROM dynamodb_streams WHERE ended <= ? LIMIT 1")
  )
    return;
  store.transaction(() => {
    store
      .prepare(
        `UPDATE dynamodb_streams SET trimmed_through = max(trimmed_through, coalesce(
           (SELECT max(sequence) FROM dynamodb_stream_records WHERE stream_id = dynamodb_streams.id AND created <= ?), 0))`,
      )
      .run(end);
    // Keep the newest record, so that its number is never reused; readers skip it by age.
    store
      .prepare(
        "DELETE FROM dynamodb_stream_records WHERE created <= ? AND sequence < (SELECT max(sequence) FROM dynamodb_stream_records)",
      )
      .run(end);
    store.prepare("DELETE FROM dynamodb_streams WHERE ended <= ?").run(end);
  });
}
