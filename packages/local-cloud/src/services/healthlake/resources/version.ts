import type { CloudContext } from "../../../kernel/service.ts";

/** A version of a resource. `body` is its JSON text; undefined for a delete. */
export interface Version {
  readonly seq: number;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly method: "POST" | "PUT" | "PATCH" | "DELETE";
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  /** When histories begin to show it, in milliseconds. */
  readonly shownFrom: number;
  readonly body: string | undefined;
}

/** The latest version of a resource, which may be its delete; undefined when there never was one. */
export function latestVersion(context: CloudContext, store: number, type: string, id: string): Version | undefined {
  const sql = "SELECT * FROM healthlake_versions WHERE store = ? AND type = ? AND id = ? ORDER BY version DESC LIMIT 1";
  const row = context.store.prepare(sql).get(store, type, id);
  return row && readVersion(row);
}

/** One version of a resource as histories show it; undefined if it does not exist (yet). */
export function versionOf(
  context: CloudContext,
  store: number,
  type: string,
  id: string,
  version: number,
): Version | undefined {
  const sql =
    "SELECT * FROM healthlake_versions WHERE store = ? AND type = ? AND id = ? AND version = ? AND shown_from <= ?";
  const row = context.store.prepare(sql).get(store, type, id, version, context.clock.now());
  return row && readVersion(row);
}

/** A row of `healthlake_versions`. */
export function readVersion(row: Record<string, unknown>): Version {
  return {
    seq: row.seq as number,
    type: row.type as string,
    id: row.id as string,
    version: row.version as number,
    method: row.method as Version["method"],
    updatedAt: row.updated_at as number,
    shownFrom: row.shown_from as number,
    body: (row.body as string | null) ?? undefined,
  };
}

/** The headers of a FHIR response for a version. */
export function versionHeaders(base: string, { type, id, version, updatedAt }: Version): Record<string, string> {
  return {
    etag: `W/"${version}"`,
    "last-modified": new Date(updatedAt).toUTCString(),
    location: `${base}${type}/${id}/_history/${version}`,
  };
}
