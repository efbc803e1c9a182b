import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import type { HealthLakeBehaviour, HealthLakeContext, WrittenVersion } from "../behaviour.ts";
import type { Datastore } from "../datastore.ts";
import { announceVersion } from "../notices/announce-version.ts";
import { followSubscription } from "../notices/follow-subscription.ts";
import { indexResource, unindexResource } from "../search/index-resource.ts";
import type { Resource, StoredResource } from "./resource.ts";
import { latestVersion, type Version } from "./version.ts";

/** A version to be written: `resource` is undefined for a delete. */
export interface VersionToWrite {
  readonly type: string;
  readonly id: string;
  readonly method: Version["method"];
  readonly resource: Resource | undefined;
  /** Whether subscriptions hear of it; imports may be silent. */
  readonly silent?: boolean;
  /** Whether histories show it at once, whatever their lag. */
  readonly shownAtOnce?: boolean;
}

/** Later than any time. */
const NEVER = 8_640_000_000_000_000;

/** Writes the next version of a resource, after the latest, with its index entries and notices, in the caller's transaction. */
export function writeVersion(
  context: HealthLakeContext,
  datastore: Datastore,
  write: VersionToWrite,
  before = latestVersion(context, datastore.number, write.type, write.id),
): Version {
  const { store, clock } = context;
  const { type, id, method, resource } = write;
  const version = (before?.version ?? 0) + 1;
  const updatedAt = clock.now();
  const stored = resource && stamped(resource, type, id, version, updatedAt);
  const body = stored && JSON.stringify(stored);
  const interaction = stored ? (before?.body === undefined ? "create" : "update") : "delete";
  const written: WrittenVersion = { resourceType: type, id, versionId: String(version), interaction };
  const { indexLagMs, historyLagMs } = context.behaviour;
  const shownFrom = Math.max(
    updatedAt + (write.shownAtOnce ? 0 : lagOf(historyLagMs, written)),
    before?.shownFrom ?? 0,
  );
  const { lastInsertRowid } = store
    .prepare(
      `INSERT INTO healthlake_versions (store, type, id, version, method, updated_at, shown_from, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(datastore.number, type, id, version, method, updatedAt, shownFrom, body ?? null);
  const seq = Number(lastInsertRowid);

  const visibleFrom = updatedAt + lagOf(indexLagMs, written);
  if (before) retireDocuments(context, datastore.number, type, id, updatedAt, visibleFrom);
  if (stored) {
    store
      .prepare("INSERT INTO healthlake_docs VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .run(seq, datastore.number, type, id, updatedAt, visibleFrom, NEVER, NEVER);
    indexResource(context, stored, seq);
  }
  purgeDocuments(context, updatedAt);
  const result: Version = { seq, type, id, version, method, updatedAt, shownFrom, body };
  if (!write.silent) announceVersion(context, datastore, written, result, before);
  if (type === "Subscription") followSubscription(context, datastore, id, stored);
  context.report({ kind: "healthlake:version", name: type, count: 1 });
  return result;
}

/** The resource as stored: id and `meta` first, version and time in it. */
function stamped(resource: Resource, type: string, id: string, version: number, updatedAt: number): StoredResource {
  const { resourceType: _type, id: _id, meta, ...elements } = resource;
  const stamps = { versionId: String(version), lastUpdated: new Date(updatedAt).toISOString() };
  return { resourceType: type, id, meta: { ...meta, ...stamps }, ...elements };
}

function lagOf(lagMs: HealthLakeBehaviour["indexLagMs"], written: WrittenVersion): number {
  return typeof lagMs === "number" ? lagMs : lagMs(written);
}

/** Documents of earlier versions are hidden at once, and gone once the new version is in the index. */
function retireDocuments(
  { store }: HealthLakeContext,
  datastore: number,
  type: string,
  id: string,
  now: number,
  goneFrom: number,
): void {
  store
    .prepare(
      `UPDATE healthlake_docs SET hidden_from = min(hidden_from, ?), gone_from = min(gone_from, ?)
       WHERE store = ? AND type = ? AND id = ?`,
    )
    .run(now, goneFrom, datastore, type, id);
}

/** Each write leaves at most one document behind, so that a few at a time are enough to keep up. */
const PURGED_AT_ONCE = 4;

function purgeDocuments(context: HealthLakeContext, now: number): void {
  const { store } = context;
  const gone = "SELECT doc FROM healthlake_docs WHERE gone_from <= ? ORDER BY gone_from LIMIT ?";
  for (const { doc } of store.prepare(gone).all(now, PURGED_AT_ONCE)) {
    const version = store.prepare("SELECT body FROM healthlake_versions WHERE seq = ?").get(doc as number);
    unindexResource(context, parseFhirJson(version?.body as string) as StoredResource, doc as number);
    store.prepare("DELETE FROM healthlake_docs WHERE doc = ?").run(doc as number);
  }
}
