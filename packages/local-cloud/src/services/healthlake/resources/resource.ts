import { ExactDecimal } from "@tributary/fhir/exact-decimal";

/** A FHIR resource, as much of it as the store itself looks at. */
export interface Resource {
  readonly resourceType: string;
  readonly id?: string;
  readonly meta?: { readonly versionId?: string; readonly lastUpdated?: string; readonly [member: string]: unknown };
  readonly [element: string]: unknown;
}

/** A resource that the store holds. */
export interface StoredResource extends Resource {
  readonly id: string;
  readonly meta: { readonly versionId: string; readonly lastUpdated: string; readonly [member: string]: unknown };
}

/** A FHIR id. See https://hl7.org/fhir/R4/datatypes.html#id */
export const ID_PATTERN = /^[A-Za-z0-9\-.]{1,64}$/;

/** Whether a value is a JSON object; an exact decimal is a number. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactDecimal);
}
