import { searchParameters } from "../../search/search-parameters.ts";
import { supportedTypes } from "../../supported-type.ts";
import type { FhirRequest, FhirResponse, FhirScope } from "../scope.ts";

const interactions = ["read", "vread", "update", "patch", "delete", "history-instance", "create", "search-type"];

/** https://docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-capability-statement.html */
export function getCapabilities(_request: FhirRequest, { context, base }: FhirScope): FhirResponse {
  const statement = {
    resourceType: "CapabilityStatement",
    status: "active",
    date: new Date(context.clock.now()).toISOString(),
    kind: "instance",
    implementation: { description: "HealthLake in the local cloud", url: base },
    fhirVersion: "4.0.1",
    format: ["application/fhir+json"],
    patchFormat: ["application/json-patch+json"],
    rest: [
      {
        mode: "server",
        resource: supportedTypes(context).map(type => ({
          type,
          interaction: interactions.map(code => ({ code })),
          versioning: "versioned-update",
          readHistory: true,
          conditionalRead: "full-support",
          updateCreate: true,
          conditionalCreate: true,
          conditionalUpdate: true,
          conditionalDelete: "multiple",
          searchParam: [...searchParameters(type).values()].map(({ code: name, kind }) => ({ name, type: kind })),
        })),
        interaction: [{ code: "transaction" }, { code: "batch" }],
      },
    ],
  };
  return { status: 200, headers: {}, body: JSON.stringify(statement) };
}
