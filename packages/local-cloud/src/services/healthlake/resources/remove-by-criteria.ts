import type { FhirResponse, FhirScope } from "../fhir/scope.ts";
import { bundleOf } from "../search/bundle-page.ts";
import { matchCriteria } from "../search/match-criteria.ts";
import { MAX_COUNT, readCount } from "../search/read-count.ts";
import { remove } from "./interactions.ts";

/** Ids of what a delete by criteria deletes: `_count` at most. */
export function idsToRemove(scope: FhirScope, type: string, query: URLSearchParams): string[] {
  const criteria = new URLSearchParams([...query].filter(([name]) => name !== "_count"));
  return matchCriteria(scope, type, criteria, query.has("_count") ? readCount(query) : MAX_COUNT);
}

/** https://hl7.org/fhir/R4/http.html#3.1.0.7.1: deletes what matches, `_count` at most, and answers with a batch response. */
export function removeByCriteria(scope: FhirScope, type: string, query: URLSearchParams): FhirResponse {
  const ids = idsToRemove(scope, type, query);
  for (const id of ids) remove(scope, type, id);
  const entries = ids.map(id => ({ response: { status: "204", location: `${scope.base}${type}/${id}` } }));
  return bundleOf(
    { type: "batch-response" },
    entries.map(entry => JSON.stringify(entry)),
  );
}
