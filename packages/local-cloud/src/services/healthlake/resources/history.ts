import { fhirError } from "../fhir/outcome.ts";
import type { FhirResponse, FhirScope } from "../fhir/scope.ts";
import { bundleOf, pageLinks } from "../search/bundle-page.ts";
import { fitPage } from "../search/fit-page.ts";
import { readCount } from "../search/read-count.ts";
import { timeOfQuery } from "../search/time-range.ts";
import { readVersion, type Version } from "./version.ts";

/** The history of a resource, or of a type, as far as shown yet: newest first, deletes included, in pages. https://hl7.org/fhir/R4/http.html#history */
export function history(scope: FhirScope, type: string, id: string | undefined, query: URLSearchParams): FhirResponse {
  const { context, datastore, base } = scope;
  const repeated = ["_count", "_since", "page"].find(name => query.getAll(name).length > 1);
  if (repeated !== undefined) throw fhirError(400, `${repeated} is given more than once.`);
  const count = readCount(query);
  const since = query.get("_since");
  const from = since === null ? undefined : timeOfQuery(since);
  if (since !== null && !from) throw fhirError(400, "_since is not an instant.");
  const page = query.get("page");
  const before = page === null ? Number.MAX_SAFE_INTEGER : Number(page);
  if (!Number.isSafeInteger(before)) throw fhirError(400, "page is not one that a link named.");
  const now = context.clock.now();
  const rows = context.store
    .prepare(
      `SELECT * FROM healthlake_versions WHERE store = ? AND type = ? ${id === undefined ? "" : "AND id = ?"}
       AND updated_at >= ? AND shown_from <= ? AND seq < ? ORDER BY ${id === undefined ? "seq" : "version"} DESC LIMIT ?`,
    )
    .iterate(datastore.number, type, ...(id === undefined ? [] : [id]), from?.low ?? 0, now, before, count + 1);
  const { page: versions, more } = fitPage(rows.map(readVersion), count);
  if (id !== undefined && versions.length === 0 && !more && page === null && !from)
    throw fhirError(404, "There is no such resource.");
  const self = `${base}${type}${id === undefined ? "" : `/${id}`}/_history`;
  const last = versions.at(-1);
  const link = pageLinks(self, query, more && last ? String(last.seq) : undefined);
  return bundleOf(
    { type: "history", link },
    versions.map(version => entryText(version, base)),
  );
}

function entryText(version: Version, base: string): string {
  const { type, id, method, body, updatedAt } = version;
  const details = JSON.stringify({
    request: { method, url: method === "POST" ? type : `${type}/${id}` },
    response: {
      status: version.version === 1 ? "201" : body === undefined ? "204" : "200",
      etag: `W/"${version.version}"`,
      lastModified: new Date(updatedAt).toISOString(),
    },
  }).slice(1);
  const fullUrl = `"fullUrl":${JSON.stringify(`${base}${type}/${id}`)}`;
  return body === undefined ? `{${fullUrl},${details}` : `{${fullUrl},"resource":${body},${details}`;
}
