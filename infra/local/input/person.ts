import type { PlacedResource } from "../load/load-store.ts";

/** The system by which both copies of a patient, in the data store and in the registry, are one person. The local stage trusts it. */
export const PERSON = "urn:tributary:demo:person";

type Input = PlacedResource["resource"];

/** A resource as it is loaded: a Patient with an identifier of the person, unless it brings one. */
export function asPerson(resource: Input): Input {
  if (resource.resourceType !== "Patient") return resource;
  const identifier = resource.identifier ?? [];
  if (identifier.some(({ system }) => system === PERSON)) return resource;
  return { ...resource, identifier: [...identifier, { system: PERSON, value: resource.id }] };
}
