import type { HealthLakeContext } from "../../behaviour.ts";
import { remove } from "../../resources/interactions.ts";
import { removeByCriteria } from "../../resources/remove-by-criteria.ts";
import { openScope } from "../open-scope.ts";
import { recordWrite } from "../record-write.ts";
import type { FhirRequest, FhirResponse } from "../scope.ts";

/** By id or by criteria. https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-delete.html */
export function deleteResource(request: FhirRequest, context: HealthLakeContext): FhirResponse {
  const scope = openScope(context, request);
  const [type = "", id] = request.segments;
  return recordWrite(context, "DeleteResource", request, () =>
    id === undefined
      ? removeByCriteria(scope, type, request.query)
      : remove(scope, type, id, { ifMatch: request.headers["if-match"] }),
  );
}
