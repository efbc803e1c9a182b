import { eventIdOf, hex32 } from "@tributary/bus/event-id";
import type { CloudContext } from "@tributary/local-cloud/kernel/service";
import type { StoredVersion } from "../../services/healthlake-changes/ledger.ts";
import { changesAfter, fhirResourceChanged, isCaptured } from "../../services/healthlake-changes/resource-changes.ts";
import type { Arrivals } from "./reconcile.ts";

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
  lags: number[];
}

/** What a comparison of the data store's history with the archive of events says. */
export interface StoreReconciliation {
  readonly types: ReadonlyMap<string, TypeTally>;
  /** Ids of events that should be there and are not. */
  readonly missing: readonly string[];
  /** Ids of events that should not be there. */
  readonly extra: readonly string[];
  /** Ids of events that were published, and neither applied nor quarantined. */
  readonly unapplied: readonly string[];
}

/** The archive keeps events for seven days: what is older is not compared. */
const COMPARED_MS = 6 * 24 * 60 * 60 * 1_000;

interface Published {
  readonly type: string;
  readonly lag: number;
}

/** Compares every version in the store's history with what is in the archive of the bus, and that with what arrived. */
export function reconcileStore(context: CloudContext, datastoreId: string, arrivals: Arrivals): StoreReconciliation {
  const since = context.clock.now() - COMPARED_MS;
  const types = new Map<string, TypeTally>();
  const tallyOf = (type: string) => {
    const tally = types.get(type) ?? emptyTally();
    types.set(type, tally);
    return tally;
  };
  const published = publishedSince(context, since);
  const [missing, unapplied]: [string[], string[]] = [[], []];
  for (const { type, eventId, at } of expectedEvents(context, datastoreId)) {
    const event = published.get(eventId);
    published.delete(eventId);
    if (at < since) continue;
    const tally = tallyOf(type);
    tally.written++;
    if (event === undefined) {
      tally.missing++;
      missing.push(eventId);
      continue;
    }
    tally.published++;
    tally.lags.push(event.lag);
    if (arrivals.completed.has(eventId)) tally.applied++;
    else if (arrivals.quarantined.has(eventId)) tally.quarantined++;
    else unapplied.push(eventId);
  }
  for (const { type } of published.values()) tallyOf(type).extra++;
  return { types, missing, extra: [...published.keys()], unapplied };
}

function emptyTally(): TypeTally {
  return { written: 0, published: 0, applied: 0, quarantined: 0, missing: 0, extra: 0, lags: [] };
}

/** The events that the history of a data store leads to, as the capture identifies them. */
function* expectedEvents(
  { store }: CloudContext,
  datastoreId: string,
): Generator<{ readonly type: string; readonly eventId: string; readonly at: number }> {
  const rows = store
    .prepare(
      "SELECT v.type, v.id, v.version, v.updated_at, v.body IS NULL AS deleted FROM healthlake_versions v JOIN healthlake_datastores d ON d.number = v.store WHERE d.id = ? ORDER BY v.type, v.id, v.version",
    )
    .iterate(datastoreId);
  let before: (StoredVersion & { readonly name: string }) | undefined;
  for (const row of rows) {
    const [type, id, at] = [String(row.type), String(row.id), Number(row.updated_at)];
    if (!isCaptured(type)) continue;
    const version = {
      name: `${type}/${id}`,
      versionId: Number(row.version),
      deleted: row.deleted === 1,
      lastUpdated: new Date(at).toISOString(),
    };
    const head = before?.name === version.name ? before : undefined;
    before = version;
    for (const change of changesAfter(head, [version])) {
      const key = { datastoreId, resourceType: type, id };
      yield { type, at, eventId: eventIdOf(fhirResourceChanged(key, change, "reconcile", hex32)) };
    }
  }
}

/** Events of FHIR changes in the archive, by id: one that was published twice, after a crash, counts once. */
function publishedSince({ store }: CloudContext, since: number): Map<string, Published> {
  const found = new Map<string, Published>();
  const rows = store
    .prepare("SELECT event FROM events_archived WHERE archived_at >= ? ORDER BY archived_at, seq")
    .iterate(since);
  for (const { event } of rows) {
    const { "detail-type": detailType, detail } = JSON.parse(String(event));
    if (detailType !== "FhirResourceChanged.v1") continue;
    const { eventId, occurredAt, publishedAt } = detail.metadata;
    if (found.has(eventId) || Date.parse(occurredAt) < since) continue;
    found.set(eventId, {
      type: String(detail.data.key.resourceType),
      lag: Math.max(0, Date.parse(publishedAt) - Date.parse(occurredAt)),
    });
  }
  return found;
}
