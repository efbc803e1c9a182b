import type { Validation } from "@tributary/contract/event-contract";
import { accepts } from "./accepts.ts";
import { explain } from "./explain.ts";
import type { Resource } from "./resource.ts";

/**
 * The verdict of FHIR R4 on a resource of any type: the resource, typed, or every violation as JSON Pointer and keyword,
 * without values.
 *
 * Checked, at every depth: HL7's JSON schema (hl7.org/fhir/R4/fhir.schema.json); from HL7's StructureDefinitions what is
 * required (an extension of a primitive stands for it) and that a choice such as `value[x]` has one field; from R4's rules
 * for JSON that nothing is empty and that null only pads lists of primitives, where the other list has the element.
 * Texts may hold every character but control characters below U+0020 other than tab, CR and LF.
 *
 * Numbers may be `ExactDecimal`s, as `parseFhirJson` reads them. Not checked: profiles, value sets but the closed lists of
 * codes in the schema, and invariants (FHIRPath), so also dates that no calendar has, and the range of whole numbers.
 */
export function validateResource(resource: unknown): Validation<Resource> {
  return accepts(resource)
    ? { valid: true, value: resource as Resource }
    : { valid: false, violations: explain(resource) };
}
