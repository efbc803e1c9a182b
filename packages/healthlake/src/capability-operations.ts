import { FhirError } from "./fhir-error.ts";
import type { Send } from "./fhir-request.ts";
import { resourceBody } from "./resource-body.ts";

/** A data store's description of itself. */
export interface CapabilityOperations {
  /**
   * The names of the resource types that the data store takes, sorted: HealthLake does not take all of R4
   * (docs.aws.amazon.com/healthlake/latest/devguide/reference-fhir-capability-statement.html).
   */
  supportedTypes(): Promise<readonly string[]>;
}

export function capabilityOperations(send: Send): CapabilityOperations {
  return {
    supportedTypes: async () => {
      const interaction = "GET metadata";
      const response = await send({ method: "GET", path: "metadata", interaction, repeatable: true });
      const { rest } = resourceBody(response, "CapabilityStatement", interaction) as { readonly rest?: unknown };
      const types = listOf(rest)
        .flatMap(({ resource }) => listOf(resource))
        .flatMap(({ type }) => (typeof type === "string" ? [type] : []));
      // An empty list would mean that there is nothing to look at.
      if (types.length === 0) throw new FhirError({ kind: "unreadable", interaction, status: response.status });
      return [...new Set(types)].sort();
    },
  };
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(item => typeof item === "object" && item !== null) : [];
}
