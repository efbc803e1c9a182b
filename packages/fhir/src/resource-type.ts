import { definitionOf, resourceTypeNames } from "./definition.ts";
import type { ResourceType } from "./resource.ts";

/** Whether FHIR R4 has a resource type of that name. */
export function isResourceType(name: string): name is ResourceType {
  return definitionOf(name)?.isResource === true;
}

/** The names of all resource types of FHIR R4, sorted. */
export function resourceTypes(): readonly ResourceType[] {
  return resourceTypeNames() as readonly ResourceType[];
}
