import { smartMetadata } from "../../smart-metadata.ts";
import { fhirError } from "../outcome.ts";
import type { FhirRequest, FhirResponse, FhirScope } from "../scope.ts";

/**
 * The metadata that a data store was made with for SMART on FHIR. What HealthLake answers where there is none is not
 * documented (2026-11-29).
 * https://docs.aws.amazon.com/healthlake/latest/devguide/reference-smart-on-fhir-discovery-document.html
 */
export function getSmartConfiguration(_request: FhirRequest, { datastore }: FhirScope): FhirResponse {
  const { AuthorizationStrategy, Metadata } = datastore.settings.IdentityProviderConfiguration ?? {};
  const metadata = AuthorizationStrategy?.startsWith("SMART_ON_FHIR") ? smartMetadata(Metadata) : undefined;
  if (metadata === undefined)
    throw fhirError(
      404,
      "There is no smart-configuration: the data store was made without metadata for SMART on FHIR.",
    );
  // https://hl7.org/fhir/smart-app-launch/conformance.html#response
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(metadata) };
}
