import { processBundle } from "../../bundles/process-bundle.ts";
import { asResource, readJsonBody } from "../read-body.ts";
import type { FhirRequest, FhirResponse, FhirScope } from "../scope.ts";

/** Synchronous alone. https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-bundle.html */
export function processBundleOperation(request: FhirRequest, scope: FhirScope): FhirResponse {
  return processBundle(scope, asResource(readJsonBody(request), "Bundle"));
}
