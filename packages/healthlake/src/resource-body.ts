import type { Resource, ResourceType } from "@tributary/fhir/resource";
import { FhirError } from "./fhir-error.ts";
import type { FhirResponse } from "./fhir-request.ts";
import { etagVersion } from "./headers.ts";

/** A resource as it was written. */
export interface Written<R extends Resource = Resource> {
  readonly resource: R;
  /** From the ETag, or from the resource; none in a data store that keeps no history. */
  readonly versionId: string | undefined;
  /** Whether it was not there before. */
  readonly created: boolean;
}

/** The resource in an answer. Throws a FhirError if it holds none of that type. */
export function resourceBody<R extends Resource>(
  { status, body }: Pick<FhirResponse, "status" | "body">,
  type: ResourceType,
  interaction: string,
): R {
  const isResource = typeof body === "object" && body !== null && "resourceType" in body && body.resourceType === type;
  if (!isResource) throw new FhirError({ kind: "unreadable", interaction, status });
  // The service validated what it stored.
  return body as unknown as R;
}

/** The outcome of a create or update. */
export function written<R extends Resource>(
  response: FhirResponse,
  type: ResourceType,
  interaction: string,
): Written<R> {
  const resource = resourceBody<R>(response, type, interaction);
  return {
    resource,
    versionId: etagVersion(response.headers) ?? resource.meta?.versionId,
    created: response.status === 201,
  };
}
