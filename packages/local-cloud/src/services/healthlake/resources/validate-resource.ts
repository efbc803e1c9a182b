import type { HealthLakeContext } from "../behaviour.ts";
import { fhirError } from "../fhir/outcome.ts";
import { isResourceType } from "../search/search-parameters.ts";
import type { Resource } from "./resource.ts";

/** Lets a valid resource pass; 400 with all findings for any other. */
export function validateResource({ validate }: HealthLakeContext, resource: Resource): void {
  if (!isResourceType(resource.resourceType))
    throw fhirError(400, [{ pointer: "/resourceType", message: "Unknown type." }]);
  const findings = validate(resource);
  if (findings.length > 0) throw fhirError(400, findings);
}
