import type { HealthLakeContext } from "../../behaviour.ts";
import { history } from "../../resources/history.ts";
import { openScope } from "../open-scope.ts";
import type { FhirRequest, FhirResponse } from "../scope.ts";

/** https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-read-history.html */
export function getHistoryByResourceId(request: FhirRequest, context: HealthLakeContext): FhirResponse {
  const [type = "", id = ""] = request.segments;
  return history(openScope(context, request), type, id, request.query);
}

/** The history of a type is FHIR's; HealthLake documents that of one resource alone. */
export function getHistoryByResourceType(request: FhirRequest, context: HealthLakeContext): FhirResponse {
  return history(openScope(context, request), request.segments[0] ?? "", undefined, request.query);
}
