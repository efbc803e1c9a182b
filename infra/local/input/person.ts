import { claimsIn } from "../../../services/fhir-sync/claims.ts";
import type { PlacedResource } from "../load/load-store.ts";

/** The system of the identifier that both copies of a patient share, in data store and registry. The local stage trusts it. */
export const PERSON = "urn:tributary:demo:person";

type Input = PlacedResource["resource"];

/** A resource as it is loaded: a Patient gets an identifier of the person, unless it has one that is in use. */
export function asPerson(resource: Input): Input {
  if (resource.resourceType !== "Patient") return resource;
  const identifier = resource.identifier ?? [];
  if (claimsIn(identifier, [PERSON]).length > 0) return resource;
  return { ...resource, identifier: [...identifier, { system: PERSON, value: resource.id }] };
}
