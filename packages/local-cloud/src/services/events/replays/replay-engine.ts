import { dueEngine } from "../../../kernel/due-engine.ts";
import type { CloudContext, Engine } from "../../../kernel/service.ts";
import type { ReplayDestination } from "../../../models/eventbridge-types.ts";
import { routeEvent } from "../delivery/route-event.ts";
import type { Event } from "../puts/event.ts";
import type { StoredReplay } from "./replay-store.ts";

/** Signals the engine that a replay has started. */
export const REPLAYS_SIGNAL = "events:replays";

/** Archived events that are looked at in one transaction. */
const BATCH_SIZE = 100;

/** The part that replays: a batch's deliveries and the replay's progress change in one transaction. */
export function replayEngine(context: CloudContext): Engine {
  const { store, clock } = context;
  const active = () =>
    store
      .prepare("SELECT * FROM events_replays WHERE state IN ('STARTING', 'RUNNING') ORDER BY name")
      .all() as unknown as StoredReplay[];
  return dueEngine(context, {
    name: "events replays",
    signal: REPLAYS_SIGNAL,
    next: () => (active().length > 0 ? clock.now() : undefined),
    run: () =>
      store.transaction(() => {
        for (const replay of active()) replayBatch(context, replay);
      }),
    pending: () => active().length,
  });
}

/** In the order of the archive. AWS goes by the events' minutes, and promises no order. */
function replayBatch(context: CloudContext, replay: StoredReplay): void {
  const { store, clock } = context;
  const rows = store
    .prepare("SELECT seq, event FROM events_archived WHERE archive = ? AND seq > ? ORDER BY seq LIMIT ?")
    .all(replay.archive, replay.last_seq, BATCH_SIZE);
  const { FilterArns = [] } = JSON.parse(replay.destination) as ReplayDestination;
  const only = FilterArns.length > 0 ? new Set(FilterArns) : undefined;
  let lastEventAt = replay.last_event_at;
  for (const row of rows) {
    const text = row.event as string;
    const event = JSON.parse(text) as Event;
    const at = Date.parse(event.time);
    if (at < replay.events_from || at > replay.events_to) continue;
    const name = { "replay-name": replay.name };
    const written = { event: { ...event, ...name }, text: `${JSON.stringify(name).slice(0, -1)},${text.slice(1)}` };
    context.report({ kind: "events:replayed", name: replay.bus, count: 1, bodies: () => [written.text] });
    routeEvent(context, replay.bus, written, 0, only);
    lastEventAt = at;
  }
  const isDone = rows.length < BATCH_SIZE;
  store
    .prepare("UPDATE events_replays SET state = ?, ended_at = ?, last_seq = ?, last_event_at = ? WHERE name = ?")
    .run(
      isDone ? "COMPLETED" : "RUNNING",
      isDone ? clock.now() : null,
      Number(rows.at(-1)?.seq ?? replay.last_seq),
      lastEventAt,
      replay.name,
    );
}
