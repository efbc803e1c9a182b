import type { Validation } from "@tributary/contract/event-contract";
import { accepts } from "./accepts.ts";
import { explain } from "./explain.ts";
import type { Resource } from "./resource.ts";

/**
 * The verdict of HL7's JSON schema of FHIR R4 (hl7.org/fhir/R4/fhir.schema.json) on a resource of any type: the resource,
 * typed, or every violation as JSON Pointer and keyword, without values.
 *
 * Stricter than the schema's letter in what it leaves open by oversight: a complex element must be an object, and the
 * patterns of whole numbers apply to numbers. Profiles, bindings to value sets and invariants are not checked.
 */
export function validateResource(resource: unknown): Validation<Resource> {
  return accepts(resource)
    ? { valid: true, value: resource as Resource }
    : { valid: false, violations: explain(resource) };
}
