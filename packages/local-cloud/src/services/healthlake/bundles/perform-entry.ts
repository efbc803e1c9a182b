import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { fhirError } from "../fhir/outcome.ts";
import { asResource } from "../fhir/read-body.ts";
import { operationOf } from "../fhir/route.ts";
import type { FhirResponse, FhirScope } from "../fhir/scope.ts";
import { history } from "../resources/history.ts";
import { create, patch, read, readOldVersion, remove, update, updateByCriteria } from "../resources/interactions.ts";
import { readConditions } from "../resources/not-modified.ts";
import { removeByCriteria } from "../resources/remove-by-criteria.ts";
import { isObject } from "../resources/resource.ts";
import { search } from "../search/search.ts";
import { isSupported } from "../supported-type.ts";
import type { BundleEntry } from "./read-entries.ts";

/** Does what one entry of a bundle asks for. `id` is what a transaction has promised for what is created, or found by criteria. */
export function performEntry(scope: FhirScope, entry: BundleEntry, id: string | undefined): FhirResponse {
  const { method, segments, query, resource, headers } = entry;
  const [type = "", given = "", , version = ""] = segments;
  if (!isSupported(scope.context, type)) throw fhirError(404, "The resource type is not supported.");
  const ifMatch = headers["if-match"];
  const byCriteria = segments.length === 1;
  switch (operationOf(method, segments)) {
    case "CreateResource":
      return create(scope, asResource(resource, type), { ifNoneExist: headers["if-none-exist"], id });
    case "UpdateResource":
      return byCriteria
        ? updateByCriteria(scope, asResource(resource, type), query, { ifMatch, id })
        : update(scope, given, asResource(resource, type), { ifMatch });
    case "PatchResource":
      return patch(scope, type, given, readPatch(resource), { ifMatch });
    case "DeleteResource":
      return byCriteria ? removeByCriteria(scope, type, query) : remove(scope, type, given, { ifMatch });
    case "SearchWithGet":
      return search(scope, type, query);
    case "ReadResource":
      return read(scope, type, given, readConditions(headers));
    case "VersionReadResource":
      return readOldVersion(scope, type, given, version, readConditions(headers));
    case "GetHistoryByResourceId":
      return history(scope, type, given === "_history" ? undefined : given, query);
  }
  throw fhirError(400, "The request is not supported in a bundle.");
}

/** A JSON Patch goes in a bundle as a Binary. https://hl7.org/fhir/R4/http.html#patch */
function readPatch(resource: unknown): unknown {
  if (!isObject(resource) || resource.resourceType !== "Binary" || typeof resource.data !== "string")
    throw fhirError(400, "A patch in a bundle is a Binary.");
  try {
    return parseFhirJson(Buffer.from(resource.data, "base64").toString("utf8"));
  } catch {
    throw fhirError(400, "The patch is not valid JSON.");
  }
}
