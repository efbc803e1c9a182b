import { eventIdOf, hex32 } from "@tributary/bus/event-id";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import { changesAfter, fhirResourceChanged, isCaptured } from "../../services/healthlake-changes/resource-changes.ts";
import type { Arrivals } from "./arrivals.ts";
import { type Listing, startListing } from "./listing.ts";
import { openScratch, type Scratch } from "./scratch.ts";

/** What became of the versions of one type that the data store's history holds, decided by event id. */
export interface TypeTally {
  written: number;
  published: number;
  applied: number;
  quarantined: number;
  /** Versions without an event. */
  missing: number;
  /** Events without a version, which would be a defect. */
  extra: number;
  /** Milliseconds from a version to the publication of its event. */
  lagMs: { readonly p50: number | null; readonly p99: number | null };
}

/** What a comparison of the data store's history with the archive of events says. */
export interface StoreReconciliation {
  readonly types: ReadonlyMap<string, TypeTally>;
  /** Ids of events that should be there and are not. */
  readonly missing: Listing<string>;
  /** Ids of events that should not be there. */
  readonly extra: Listing<string>;
  /** Ids of events that were published, and neither applied nor quarantined. */
  readonly unapplied: Listing<string>;
}

/** A comparison that goes on with the run: each look reads only what came since the last. */
export interface StoreComparison {
  /** How many versions have no event so far. */
  missing(): number;
  /** All of it, with what became of the events. */
  result(arrivals: Arrivals): StoreReconciliation;
  close(): void;
}

/** The archive keeps events for seven days: what is older is not compared. */
const COMPARED_MS = 6 * 24 * 60 * 60 * 1_000;

/** What the history asks of an event: nothing (then it is of no version), to be there, or nothing any more. */
const [NO_VERSION, COMPARED, TOO_OLD] = [0, 1, 2];

/** An event is in it once, whether its version or its publication was seen first, and however often it was published. */
const SCHEMA = `
CREATE TABLE events (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT ${NO_VERSION},
  published INTEGER NOT NULL DEFAULT 0,
  lag INTEGER
) WITHOUT ROWID;
CREATE INDEX events_missing ON events (version) WHERE published = 0;
CREATE INDEX events_lags ON events (type, lag) WHERE published = 1;
`;

/** Compares every version in the store's history with what is in the archive of the bus, and that with what arrived. */
export function compareStore(context: CloudContext, datastoreId: string): StoreComparison {
  const scratch = openScratch(SCHEMA);
  const since = context.clock.now() - COMPARED_MS;
  const seen = { version: 0, event: 0 };
  const catchUp = () =>
    scratch.together(() => {
      for (const { seq, type, eventId, at } of expectedEvents(context, datastoreId, seen.version)) {
        seen.version = seq;
        scratch.run(
          "INSERT INTO events (id, type, version) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version",
          ...[eventId, type, at < since ? TOO_OLD : COMPARED],
        );
      }
      for (const { seq, type, eventId, lag } of publishedEvents(context, since, seen.event)) {
        seen.event = seq;
        scratch.run(
          "INSERT INTO events (id, type, published, lag) VALUES (?, ?, 1, ?) ON CONFLICT (id) DO UPDATE SET published = 1, lag = coalesce(lag, excluded.lag)",
          ...[eventId, type, lag],
        );
      }
    });
  return {
    missing() {
      catchUp();
      const sql = `SELECT COUNT(*) AS n FROM events WHERE published = 0 AND version = ${COMPARED}`;
      return Number(scratch.get(sql)?.n);
    },
    result(arrivals) {
      catchUp();
      return tally(scratch, arrivals);
    },
    close: scratch.close,
  };
}

function tally(scratch: Scratch, arrivals: Arrivals): StoreReconciliation {
  const types = new Map<string, TypeTally>();
  const [missing, extra, unapplied] = [startListing<string>(), startListing<string>(), startListing<string>()];
  const rows = scratch.each(`SELECT id, type, version, published FROM events WHERE version <> ${TOO_OLD} ORDER BY id`);
  for (const { id, type, version, published } of rows) {
    const [eventId, name] = [String(id), String(type)];
    const counts = types.get(name) ?? emptyTally();
    types.set(name, counts);
    if (version === NO_VERSION) {
      counts.extra++;
      extra.add(eventId);
      continue;
    }
    counts.written++;
    if (published === 0) {
      counts.missing++;
      missing.add(eventId);
      continue;
    }
    counts.published++;
    if (arrivals.isCompleted(eventId)) counts.applied++;
    else if (arrivals.isQuarantined(eventId)) counts.quarantined++;
    else unapplied.add(eventId);
  }
  for (const [type, counts] of types)
    counts.lagMs = { p50: lagAt(scratch, type, 0.5), p99: lagAt(scratch, type, 0.99) };
  return { types, missing: missing.listing(), extra: extra.listing(), unapplied: unapplied.listing() };
}

function emptyTally(): TypeTally {
  const lagMs = { p50: null, p99: null };
  return { written: 0, published: 0, applied: 0, quarantined: 0, missing: 0, extra: 0, lagMs };
}

function lagAt(scratch: Scratch, type: string, quantile: number): number | null {
  const count = Number(scratch.get("SELECT COUNT(*) AS n FROM events WHERE type = ? AND published = 1", type)?.n);
  const at = Math.min(count - 1, Math.floor(quantile * count));
  const sql = "SELECT lag FROM events WHERE type = ? AND published = 1 ORDER BY lag LIMIT 1 OFFSET ?";
  return count === 0 ? null : Number(scratch.get(sql, type, at)?.lag);
}

interface Expected {
  readonly seq: number;
  readonly type: string;
  readonly eventId: string;
  readonly at: number;
}

/** The events that the versions after one lead to, as the capture identifies them; each with its predecessor's fate. */
function* expectedEvents({ store }: CloudContext, datastoreId: string, after: number): Generator<Expected> {
  const rows = store
    .prepare(
      `SELECT v.seq, v.type, v.id, v.version, v.updated_at, v.body IS NULL AS deleted, b.version AS before, b.body IS NULL AS gone
       FROM healthlake_versions v JOIN healthlake_datastores d ON d.number = v.store
       LEFT JOIN healthlake_versions b ON b.store = v.store AND b.type = v.type AND b.id = v.id AND b.version = v.version - 1
       WHERE d.id = ? AND v.seq > ? ORDER BY v.seq`,
    )
    .iterate(datastoreId, after);
  for (const row of rows) {
    const [type, id, at] = [String(row.type), String(row.id), Number(row.updated_at)];
    if (!isCaptured(type)) continue;
    const lastUpdated = new Date(at).toISOString();
    const version = { versionId: Number(row.version), deleted: row.deleted === 1, lastUpdated };
    const head =
      row.before === null ? undefined : { ...version, versionId: Number(row.before), deleted: row.gone === 1 };
    for (const change of changesAfter(head, [version])) {
      const key = { datastoreId, resourceType: type, id };
      const eventId = eventIdOf(fhirResourceChanged(key, change, "reconcile", hex32));
      yield { seq: Number(row.seq), type, at, eventId };
    }
  }
}

interface Published {
  readonly seq: number;
  readonly type: string;
  readonly eventId: string;
  readonly lag: number;
}

/** The events of FHIR changes that came into the archive after one. */
function* publishedEvents({ store }: CloudContext, since: number, after: number): Generator<Published> {
  const rows = store
    .prepare("SELECT seq, event FROM events_archived WHERE seq > ? AND archived_at >= ? ORDER BY seq")
    .iterate(after, since);
  for (const { seq, event } of rows) {
    const { "detail-type": detailType, detail } = JSON.parse(String(event));
    if (detailType !== "FhirResourceChanged.v1") continue;
    const { eventId, occurredAt, publishedAt } = detail.metadata;
    if (Date.parse(occurredAt) < since) continue;
    const lag = Math.max(0, Date.parse(publishedAt) - Date.parse(occurredAt));
    yield { seq: Number(seq), type: String(detail.data.key.resourceType), eventId, lag };
  }
}
