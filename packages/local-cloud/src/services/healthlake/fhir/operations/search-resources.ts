import { search } from "../../search/search.ts";
import { checkAsked } from "../check-request.ts";
import { fhirError } from "../outcome.ts";
import type { FhirRequest, FhirResponse, FhirScope } from "../scope.ts";

/** With parameters in the address or in the body, not in both. https://docs.aws.amazon.com/healthlake/latest/devguide/searching-fhir-resources-post.html */
export function searchWithPost(request: FhirRequest, scope: FhirScope): FhirResponse {
  const body = new URLSearchParams(Buffer.from(request.body).toString("utf8"));
  if (body.size > 0 && !request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded"))
    throw fhirError(415, "The body of a search is of type application/x-www-form-urlencoded.");
  // Links carry `page` in the address and continue a search by body.
  const inAddress = [...request.query.keys()].filter(name => name !== "page");
  if (body.size > 0 && inAddress.length > 0)
    throw fhirError(400, "Search parameters are in the address or in the body, not in both.");
  const query = new URLSearchParams([...request.query, ...body]);
  return search(scope, request.segments[0] ?? "", checkAsked("SearchWithPost", { ...request, query }).query);
}
