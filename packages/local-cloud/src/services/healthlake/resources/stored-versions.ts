import type { CloudContext } from "../../../kernel/service.ts";
import { findDatastore } from "../datastore.ts";
import { latestVersion } from "./version.ts";

/** A version in the history of a data store, with what it followed. */
export interface StoredVersion {
  /** Grows from version to version of the whole store: the place to go on from. */
  readonly seq: number;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly isDeleted: boolean;
  /** The version before it; undefined for the first. */
  readonly before: { readonly version: number; readonly isDeleted: boolean } | undefined;
}

/** Versions of all types in the order of their writing, after a place and at most so many, whether histories show them yet or not. */
export function versionsAfter(
  context: CloudContext,
  datastoreId: string,
  after: number,
  limit: number,
): readonly StoredVersion[] {
  // The plus keeps SQLite from choosing an index that would need a sort.
  const sql = `SELECT v.seq, v.type, v.id, v.version, v.updated_at, v.body IS NULL AS deleted, b.version AS before, b.body IS NULL AS gone
    FROM healthlake_versions v LEFT JOIN healthlake_versions b ON b.store = v.store AND b.type = v.type AND b.id = v.id AND b.version = v.version - 1
    WHERE v.seq > ? AND +v.store = ? ORDER BY v.seq LIMIT ?`;
  const rows = context.store.prepare(sql).all(after, findDatastore(context, datastoreId).number, limit);
  return rows.map(row => ({
    seq: Number(row.seq),
    type: String(row.type),
    id: String(row.id),
    version: Number(row.version),
    updatedAt: Number(row.updated_at),
    isDeleted: row.deleted === 1,
    before: row.before === null ? undefined : { version: Number(row.before), isDeleted: row.gone === 1 },
  }));
}

/** JSON texts of the current resources of a type; what is deleted is none of them. */
export function* currentResources(context: CloudContext, datastoreId: string, type: string): Generator<string> {
  const sql = `SELECT v.body FROM healthlake_versions v WHERE v.store = ? AND v.type = ? AND v.body IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM healthlake_versions n WHERE n.store = v.store AND n.type = v.type AND n.id = v.id AND n.version > v.version)`;
  for (const { body } of context.store.prepare(sql).iterate(findDatastore(context, datastoreId).number, type))
    yield String(body);
}

/** Whether a data store holds a resource, in any version but a deleted one. */
export function holdsResource(context: CloudContext, datastoreId: string, type: string, id: string): boolean {
  return latestVersion(context, findDatastore(context, datastoreId).number, type, id)?.body !== undefined;
}

/** Whether a data store has ever held a resource of another type than this one. */
export function holdsAnyBut(context: CloudContext, datastoreId: string, type: string): boolean {
  const sql = "SELECT 1 FROM healthlake_versions WHERE store = ? AND type <> ? LIMIT 1";
  return context.store.prepare(sql).get(findDatastore(context, datastoreId).number, type) !== undefined;
}
