import { dueEngine, timeOf } from "../../../kernel/due-engine.ts";
import type { CloudContext, Engine } from "../../../kernel/service.ts";
import { putEntry } from "../../events/puts/put-entries.ts";

/** An event that HealthLake is about to put on a bus. Durations are in milliseconds. */
export interface OutgoingEvent {
  /** Name or ARN. */
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  /** JSON text. */
  readonly detail: string;
  readonly delayMs: number;
  /** How long delivery is tried. */
  readonly ageMs: number;
}

/** Notified when something was put into the outbox. */
const OUTBOX_SIGNAL = "healthlake:outbox";
const BATCH_SIZE = 100;
/** Between attempts; grows to at most a minute. */
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** Sends an event after its delay, in the caller's transaction. */
export function enqueue({ store, clock, signals }: CloudContext, event: OutgoingEvent): void {
  const now = clock.now();
  store
    .prepare(
      "INSERT INTO healthlake_outbox (due_at, expires_at, bus, source, detail_type, resources, detail, sent_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .run(
      now + event.delayMs,
      now + event.delayMs + event.ageMs,
      event.bus,
      event.source,
      event.detailType,
      JSON.stringify(event.resources),
      event.detail,
      now,
    );
  signals.notify(OUTBOX_SIGNAL);
}

/** The engine that sends events to their bus when they are due, and retries what a bus rejected. */
export function outboxEngine(context: CloudContext): Engine {
  const { store } = context;
  return dueEngine(context, {
    name: "healthlake notices",
    signal: OUTBOX_SIGNAL,
    next: () => timeOf(store.prepare("SELECT MIN(due_at) AS at FROM healthlake_outbox").get()),
    run: () => sendDue(context),
    pending: () => Number(store.prepare("SELECT COUNT(*) AS n FROM healthlake_outbox").get()?.n),
  });
}

function sendDue(context: CloudContext): void {
  const { store, clock } = context;
  store.transaction(() => {
    const now = clock.now();
    const due = "SELECT * FROM healthlake_outbox WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?";
    for (const row of store.prepare(due).all(now, BATCH_SIZE)) {
      const bus = row.bus as string;
      const entry = {
        EventBusName: bus,
        Source: row.source as string,
        DetailType: row.detail_type as string,
        Resources: JSON.parse(row.resources as string) as string[],
        Detail: row.detail as string,
        Time: Math.floor((row.sent_at as number) / 1000),
      };
      const refused = putEntry(context, entry, { isOfService: true }).ErrorCode;
      const retryAt = now + Math.min(RETRY_MS * 2 ** Math.min(row.attempts as number, 10), LONGEST_RETRY_MS);
      if (!refused || retryAt > (row.expires_at as number)) {
        store.prepare("DELETE FROM healthlake_outbox WHERE seq = ?").run(row.seq as number);
        context.report({ kind: refused ? "healthlake:dropped" : "healthlake:notified", name: bus, count: 1 });
      } else
        store
          .prepare("UPDATE healthlake_outbox SET due_at = ?, attempts = attempts + 1 WHERE seq = ?")
          .run(retryAt, row.seq as number);
    }
  });
}
