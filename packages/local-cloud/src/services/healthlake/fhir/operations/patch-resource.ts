import type { HealthLakeContext } from "../../behaviour.ts";
import { patch } from "../../resources/interactions.ts";
import { isJsonPatch } from "../media-type.ts";
import { openScope } from "../open-scope.ts";
import { fhirError } from "../outcome.ts";
import { readJsonBody } from "../read-body.ts";
import { recordWrite } from "../record-write.ts";
import type { FhirRequest, FhirResponse } from "../scope.ts";

/** https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-patch.html */
export function patchResource(request: FhirRequest, context: HealthLakeContext): FhirResponse {
  const scope = openScope(context, request);
  const [type = "", id = ""] = request.segments;
  return recordWrite(context, "PatchResource", request, () => {
    if (request.headers["content-type"] === undefined)
      throw fhirError(415, "A patch is of type application/json-patch+json.");
    return patch(scope, type, id, readJsonBody(request, isJsonPatch), { ifMatch: request.headers["if-match"] });
  });
}
