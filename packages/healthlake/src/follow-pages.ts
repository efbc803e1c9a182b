import type { Bundle } from "@tributary/fhir/resource";
import { bundleBody } from "./bundle-body.ts";
import { FhirError } from "./fhir-error.ts";
import { type FhirRequest, type QueryParameters, queryOf, queryText, type Send } from "./fhir-request.ts";

/**
 * The pages of a search or history, fetched on demand. Throws if a page is not a Bundle, or if the links form a circle: a
 * false end would pass for "no more results".
 */
export async function* followPages(send: Send, first: FhirRequest): AsyncGenerator<Bundle> {
  const seen = new Set<string>();
  let request: FhirRequest | undefined = first;
  while (request !== undefined) {
    const response = await send(request);
    const page = bundleBody(response, first.interaction);
    yield page;
    const next = page.link?.find(({ relation }) => relation === "next")?.url;
    if (next === undefined) return;
    const target = seen.has(next) ? undefined : belowBase(next);
    if (target === undefined)
      throw new FhirError({ kind: "unreadable", interaction: first.interaction, status: response.status });
    seen.add(next);
    request = nextRequest(first, target);
  }
}

/** A link is for GET; one to `_search`, where only POST leads, is followed by that. */
function nextRequest(
  { headers = {}, interaction }: FhirRequest,
  { path, query }: { path: string; query: QueryParameters },
): FhirRequest {
  if (path.endsWith("/_search")) {
    return { method: "POST", path, headers, body: queryText(query), interaction, repeatable: true };
  }
  const { "content-type": _form, ...others } = headers;
  return { method: "GET", path, query, headers: others, interaction, repeatable: true };
}

/**
 * Where a link leads, below the data store's address. Its host is not looked at: the service writes its public name,
 * whatever name it was called by, and credentials are for the configured one.
 */
function belowBase(link: string): { path: string; query: QueryParameters } | undefined {
  if (!URL.canParse(link)) return undefined;
  const { pathname, searchParams } = new URL(link);
  const path = /\/r4(?:\/(.*))?$/.exec(pathname);
  return path === null ? undefined : { path: path[1] ?? "", query: queryOf(searchParams) };
}
