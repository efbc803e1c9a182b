import { parseFhirJson } from "@tributary/fhir/parse-fhir-json";
import { interact } from "../fhir/interact.ts";
import { fhirError } from "../fhir/outcome.ts";
import { refuseUnknownType } from "../fhir/refuse-unknown-type.ts";
import { operationOf } from "../fhir/route.ts";
import type { FhirResponse, FhirScope } from "../fhir/scope.ts";
import { isObject } from "../resources/resource.ts";
import type { BundleEntry } from "./read-entries.ts";

/** Does what one entry of a bundle asks for. `id` is what a transaction has promised for what is created, or found by criteria. */
export function performEntry(scope: FhirScope, entry: BundleEntry, id: string | undefined): FhirResponse {
  const { method, segments, resource } = entry;
  refuseUnknownType(scope.context, segments);
  refuseDenied(scope, entry);
  const sent = { resource: () => resource, patch: () => readPatch(resource), id };
  return interact(scope, operationOf(method, segments), { ...entry, ...sent });
}

/** Refuses what the caller may not do by itself either: each entry needs the permission of its own interaction. */
export function refuseDenied(scope: FhirScope, { method, segments }: BundleEntry): void {
  const refused = scope.refusal?.(operationOf(method, segments));
  if (refused) throw refused;
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
