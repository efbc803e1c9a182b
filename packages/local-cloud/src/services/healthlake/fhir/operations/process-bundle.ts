import type { HealthLakeContext } from "../../behaviour.ts";
import { processBundle } from "../../bundles/process-bundle.ts";
import { openScope } from "../open-scope.ts";
import { asResource, readJsonBody } from "../read-body.ts";
import { recordWrite } from "../record-write.ts";
import type { FhirRequest, FhirResponse } from "../scope.ts";

/** Synchronous alone. https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-bundle.html */
export function processBundleOperation(request: FhirRequest, context: HealthLakeContext): FhirResponse {
  const scope = openScope(context, request);
  return recordWrite(context, "ProcessBundle", request, () =>
    processBundle(scope, asResource(readJsonBody(request), "Bundle")),
  );
}
