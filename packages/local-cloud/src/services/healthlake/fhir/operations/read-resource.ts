import type { HealthLakeContext } from "../../behaviour.ts";
import { read, readOldVersion } from "../../resources/interactions.ts";
import { readConditions } from "../../resources/not-modified.ts";
import { openScope } from "../open-scope.ts";
import type { FhirRequest, FhirResponse } from "../scope.ts";

/** https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-read.html */
export function readResource(request: FhirRequest, context: HealthLakeContext): FhirResponse {
  const [type = "", id = ""] = request.segments;
  return read(openScope(context, request), type, id, readConditions(request.headers));
}

/** https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-read-history.html */
export function versionReadResource(request: FhirRequest, context: HealthLakeContext): FhirResponse {
  const [type = "", id = "", , version = ""] = request.segments;
  return readOldVersion(openScope(context, request), type, id, version, readConditions(request.headers));
}
