import type { Resource as AnyResource } from "@medplum/fhirtypes";
import type { R4ResourceType } from "./r4-table.js";

/** The data types and resources of FHIR R4, by name. */
export type * from "@medplum/fhirtypes";

/** The resource types of FHIR R4, and no others. */
export type ResourceType = R4ResourceType;

/** A resource of FHIR R4, of any type or of those given: `Resource<"Patient" | "Group">`. */
export type Resource<Type extends ResourceType = ResourceType> = Extract<AnyResource, { resourceType: Type }>;
