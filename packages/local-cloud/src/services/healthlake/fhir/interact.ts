import { history } from "../resources/history.ts";
import { create, patch, read, readOldVersion, remove, update, updateByCriteria } from "../resources/interactions.ts";
import { readConditions } from "../resources/not-modified.ts";
import { removeByCriteria } from "../resources/remove-by-criteria.ts";
import { search } from "../search/search.ts";
import { fhirError } from "./outcome.ts";
import { asResource } from "./read-body.ts";
import type { FhirRequest, FhirResponse, FhirScope } from "./scope.ts";

/** A request on resources, by itself or as an entry of a bundle. */
export interface Interaction extends Pick<FhirRequest, "segments" | "query" | "headers"> {
  /** What was sent as a resource, or as a JSON Patch. */
  resource(): unknown;
  patch(): unknown;
  /** What a transaction has promised for what is created, or found by criteria. */
  readonly id?: string | undefined;
}

/**
 * Does what a request on resources asks for; 400 for an operation that no entry of a bundle may be.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources.html
 */
export function interact(scope: FhirScope, operation: string, interaction: Interaction): FhirResponse {
  const { segments, query, headers, id } = interaction;
  const [type = "", given = "", , version = ""] = segments;
  const ifMatch = headers["if-match"];
  const byCriteria = segments.length === 1;
  const sent = () => asResource(interaction.resource(), type);
  switch (operation) {
    case "CreateResource":
      return create(scope, sent(), { ifNoneExist: headers["if-none-exist"], id });
    case "UpdateResource":
      return byCriteria
        ? updateByCriteria(scope, sent(), query, { ifMatch, id })
        : update(scope, given, sent(), { ifMatch });
    case "PatchResource":
      return patch(scope, type, given, interaction.patch(), { ifMatch });
    case "DeleteResource":
      return byCriteria ? removeByCriteria(scope, type, query) : remove(scope, type, given, { ifMatch });
    case "SearchWithGet":
      return search(scope, type, query);
    case "ReadResource":
      return read(scope, type, given, readConditions(headers));
    case "VersionReadResource":
      return readOldVersion(scope, type, given, version, readConditions(headers));
    // Of a resource, or of a type: HealthLake lists both among its interactions, and shows the address of the first alone
    // (2026-11-29). https://docs.aws.amazon.com/healthlake/latest/devguide/crud-healthlake.html
    case "GetHistoryByResourceId":
      return history(scope, type, given === "_history" ? undefined : given, query);
  }
  throw fhirError(400, `Not supported in a bundle: ${operation}.`);
}
