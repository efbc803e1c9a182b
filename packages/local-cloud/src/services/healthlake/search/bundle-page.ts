import type { FhirResponse } from "../fhir/scope.ts";
import type { Resource } from "../resources/resource.ts";

/** A Bundle as an answer; entries are JSON text. */
export function bundleOf(head: object, entries: readonly string[]): FhirResponse {
  const text = JSON.stringify({ resourceType: "Bundle", ...head } satisfies Resource).slice(0, -1);
  return { status: 200, headers: {}, body: `${text},"entry":[${entries.join(",")}]}` };
}

/** The links of a page: to itself, and to the next where there is a place to go on from. */
export function pageLinks(url: string, query: URLSearchParams, next: string | undefined): object[] {
  const link = (relation: string, parameters: URLSearchParams) => {
    return { relation, url: parameters.size === 0 ? url : `${url}?${parameters}` };
  };
  if (next === undefined) return [link("self", query)];
  const further = new URLSearchParams(query);
  further.set("page", next);
  return [link("self", query), link("next", further)];
}
