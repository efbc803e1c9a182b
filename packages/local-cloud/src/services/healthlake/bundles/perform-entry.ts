import { fhirError } from "../fhir/outcome.ts";
import { asResource } from "../fhir/read-body.ts";
import type { FhirResponse, FhirScope } from "../fhir/scope.ts";
import { history } from "../resources/history.ts";
import { create, patch, read, readOldVersion, remove, update, updateByCriteria } from "../resources/interactions.ts";
import { removeByCriteria } from "../resources/remove-by-criteria.ts";
import { isObject } from "../resources/resource.ts";
import { search } from "../search/search.ts";
import { isResourceType } from "../search/search-parameters.ts";
import type { BundleEntry } from "./read-entries.ts";

/** Does what one entry of a bundle asks for. `id` is what a transaction has promised for a resource to be created. */
export function performEntry(scope: FhirScope, entry: BundleEntry, id: string | undefined): FhirResponse {
  const { method, segments, query, resource, ifMatch, ifNoneExist } = entry;
  const [type = "", given, history_, version] = segments;
  if (!isResourceType(type)) throw fhirError(404, "The resource type is not supported.");
  switch (`${method} ${segments.length}`) {
    case "POST 1":
      return create(scope, asResource(resource, type), { ifNoneExist, id });
    case "PUT 1":
      return updateByCriteria(scope, asResource(resource, type), query, { ifMatch });
    case "PUT 2":
      return update(scope, given ?? "", asResource(resource, type), { ifMatch });
    case "PATCH 2":
      return patch(scope, type, given ?? "", readPatch(resource), { ifMatch });
    case "DELETE 1":
      return removeByCriteria(scope, type, query);
    case "DELETE 2":
      return remove(scope, type, given ?? "", { ifMatch });
    case "GET 1":
      return search(scope, type, query);
    case "GET 2":
      return read(scope, type, given ?? "");
    case "GET 3":
      if (history_ === "_history") return history(scope, type, given, query);
      break;
    case "GET 4":
      if (history_ === "_history") return readOldVersion(scope, type, given ?? "", version ?? "");
  }
  throw fhirError(400, "The request is not supported in a bundle.");
}

/** A JSON Patch goes in a bundle as a Binary. https://hl7.org/fhir/R4/http.html#patch */
function readPatch(resource: unknown): unknown {
  if (!isObject(resource) || resource.resourceType !== "Binary" || typeof resource.data !== "string")
    throw fhirError(400, "A patch in a bundle is a Binary.");
  try {
    return JSON.parse(Buffer.from(resource.data, "base64").toString("utf8"));
  } catch {
    throw fhirError(400, "The patch is not valid JSON.");
  }
}
