import type { HealthLakeContext } from "../../behaviour.ts";
import { history } from "../../resources/history.ts";
import { openScope } from "../open-scope.ts";
import type { FhirRequest, FhirResponse } from "../scope.ts";

/**
 * Of a resource, or of a type: HealthLake lists both among its interactions, and shows the address of the first alone
 * (2026-11-29). https://docs.aws.amazon.com/healthlake/latest/devguide/crud-healthlake.html,
 * https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-read-history.html
 */
export function getHistory(request: FhirRequest, context: HealthLakeContext): FhirResponse {
  const [type = "", id] = request.segments;
  return history(openScope(context, request), type, id === "_history" ? undefined : id, request.query);
}
