import type { HealthLakeContext } from "../../behaviour.ts";
import { update, updateByCriteria } from "../../resources/interactions.ts";
import { openScope } from "../open-scope.ts";
import { asResource, readJsonBody } from "../read-body.ts";
import { recordWrite } from "../record-write.ts";
import type { FhirRequest, FhirResponse } from "../scope.ts";

/** By id or by criteria. https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-update.html */
export function updateResource(request: FhirRequest, context: HealthLakeContext): FhirResponse {
  const scope = openScope(context, request);
  const [type = "", id] = request.segments;
  return recordWrite(context, "UpdateResource", request, () => {
    const resource = asResource(readJsonBody(request), type);
    const conditions = { ifMatch: request.headers["if-match"] };
    return id === undefined
      ? updateByCriteria(scope, resource, request.query, conditions)
      : update(scope, id, resource, conditions);
  });
}
