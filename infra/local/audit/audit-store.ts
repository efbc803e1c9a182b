import { eventIdOf, hex32 } from "@tributary/bus/event-id";
import { FhirResourceChangedV1 } from "@tributary/contracts/fhir-resource-changed.v1";
import { changesAfter, isCaptured, resourceChanged } from "@tributary/healthlake-capture/resource-changes";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import { archivedEvents } from "@tributary/local-cloud/services/events/archives/archived-events";
import {
  type StoredVersion,
  versionsAfter,
} from "@tributary/local-cloud/services/healthlake/resources/stored-versions";
import { resourcePlace } from "../../../services/patient-timeline/timeline.ts";
import { openScratch, type Scratch } from "../scratch.ts";
import type { Arrivals } from "./arrivals.ts";
import { type Listing, startListing } from "./listing.ts";

/** The outcomes of one type's versions in the data store's history, matched by event id. */
export interface TypeTally {
  written: number;
  published: number;
  applied: number;
  quarantined: number;
  /** Versions without an event. */
  missing: number;
  /** Events without a version: a defect. */
  extra: number;
  /** Milliseconds from each version to the publication of its event. */
  lagMs: { readonly p50: number | null; readonly p99: number | null };
}

/** Findings of an audit of the data store: its history against the archive of events. */
export interface StoreFindings {
  readonly types: ReadonlyMap<string, TypeTally>;
  /** Ids of missing events. */
  readonly missing: Listing<string>;
  /** Ids of events without a version. */
  readonly extra: Listing<string>;
  /** Ids of published events that were neither applied nor quarantined. */
  readonly unapplied: Listing<string>;
}

/** An incremental audit: each look reads only what is new, and yields to other work. */
export interface StoreAudit {
  /** The number of versions without an event so far. */
  missing(): Promise<number>;
  /** All findings, including the outcomes of the events. */
  result(arrivals: Arrivals): Promise<StoreFindings>;
  close(): void;
}

/** The archive keeps events for seven days; older versions are not compared. */
const COMPARED_MS = 6 * 24 * 60 * 60 * 1_000;

/** Whether the history expects an event: not so far (it has no version), yes, or already matched. */
const [NO_VERSION, COMPARED, TOO_OLD] = [0, 1, 2];

/** Holds each event once, whichever of version and publication was read first, and however often it was published. */
const SCHEMA = `
CREATE TABLE events (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT ${NO_VERSION},
  resource TEXT,
  sequence TEXT,
  published INTEGER NOT NULL DEFAULT 0,
  lag INTEGER
) WITHOUT ROWID;
CREATE INDEX events_missing ON events (version) WHERE published = 0;
CREATE INDEX events_lags ON events (type, lag) WHERE published = 1;
`;

/** Rows per read. */
const STEP = 1_000;

/** Audits the data store: compares its history with the bus's archive, and the archive with what arrived. */
export function auditStore(context: CloudContext, datastoreId: string): StoreAudit {
  const scratch = openScratch(SCHEMA);
  const since = context.clock.now() - COMPARED_MS;
  const seen = { version: 0, event: 0 };
  const step = () => {
    let rows = 0;
    for (const version of versionsAfter(context, datastoreId, seen.version, STEP)) {
      rows++;
      seen.version = version.seq;
      for (const { eventId, type, id, sequence } of expectedEvents(version, datastoreId))
        scratch.run(
          "INSERT INTO events (id, type, version, resource, sequence) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version, resource = excluded.resource, sequence = excluded.sequence",
          ...[eventId, type, version.updatedAt < since ? TOO_OLD : COMPARED, id, sequence],
        );
    }
    for (const { seq, event } of archivedEvents(context, { after: seen.event, since, limit: STEP })) {
      rows++;
      seen.event = seq;
      const published = publishedEvent(event);
      if (published === undefined || published.occurredAt < since) continue;
      scratch.run(
        "INSERT INTO events (id, type, published, lag) VALUES (?, ?, 1, ?) ON CONFLICT (id) DO UPDATE SET published = 1, lag = coalesce(lag, excluded.lag)",
        ...[published.eventId, published.type, published.lag],
      );
    }
    return rows;
  };
  const catchUp = async () => {
    while (scratch.together(step) > 0) await new Promise(resolve => setImmediate(resolve));
  };
  return {
    async missing() {
      await catchUp();
      const sql = `SELECT COUNT(*) AS n FROM events WHERE published = 0 AND version = ${COMPARED}`;
      return Number(scratch.get(sql)?.n);
    },
    async result(arrivals) {
      await catchUp();
      return tally(scratch, arrivals);
    },
    close: scratch.close,
  };
}

function tally(scratch: Scratch, arrivals: Arrivals): StoreFindings {
  const types = new Map<string, TypeTally>();
  const [missing, extra, unapplied] = [startListing<string>(), startListing<string>(), startListing<string>()];
  const rows = scratch.each(`SELECT * FROM events WHERE version <> ${TOO_OLD} ORDER BY id`);
  for (const { id, type, version, published, resource, sequence } of rows) {
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
    const place = resourcePlace(name, String(resource));
    const outcome = arrivals.outcomeOf({ ...place, sequence: String(sequence), eventId });
    if (outcome !== undefined) counts[outcome]++;
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

/** The ids of a version's events, as the capture computes them. */
function expectedEvents(
  { type, id, version: versionId, updatedAt, isDeleted, before }: StoredVersion,
  datastoreId: string,
) {
  if (!isCaptured(type)) return [];
  const version = { versionId, deleted: isDeleted, lastUpdated: new Date(updatedAt).toISOString() };
  const head = before && { ...version, versionId: before.version, deleted: before.isDeleted };
  const key = { datastoreId, resourceType: type, id };
  return changesAfter(head, [version]).map(change => {
    const event = resourceChanged(FhirResourceChangedV1, key, change, "reconcile", hex32);
    return { eventId: eventIdOf(event), type, id, sequence: event.sequence };
  });
}

/** The version that an archived event names; undefined for other events and for invalid ones (anyone may publish). */
function publishedEvent(text: string) {
  const { "detail-type": detailType, detail } = JSON.parse(text);
  if (detailType !== "FhirResourceChanged.v1") return undefined;
  const eventId: unknown = detail?.metadata?.eventId;
  const type: unknown = detail?.data?.key?.resourceType;
  const occurredAt = Date.parse(detail?.metadata?.occurredAt);
  const lag = Math.max(0, Date.parse(detail?.metadata?.publishedAt) - occurredAt);
  if (typeof eventId !== "string" || typeof type !== "string" || Number.isNaN(lag)) return undefined;
  return { eventId, type, occurredAt, lag };
}
