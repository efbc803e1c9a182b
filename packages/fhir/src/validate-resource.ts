import type { Validation } from "@tributary/contract/event-contract";
import { accepts } from "./accepts.ts";
import type { Profiles, Unjudged } from "./compile-profiles.ts";
import { explain } from "./explain.ts";
import type { Resource } from "./resource.ts";

/** The verdict of FHIR R4 and of profiles, and the rules of these that nobody has judged. */
export type ProfiledValidation = Validation<Resource> & { readonly unjudged: readonly Unjudged[] };

/**
 * The verdict of FHIR R4 on a resource of any type: the resource, typed, or every violation as JSON Pointer and keyword,
 * without values.
 *
 * Checked, at every depth: HL7's JSON schema (hl7.org/fhir/R4/fhir.schema.json); from HL7's StructureDefinitions what is
 * required (an extension of a primitive stands for it) and that a choice such as `value[x]` has one field; from R4's rules
 * for JSON that nothing is empty and that null only pads lists of primitives, where the other list has the element.
 * Texts may hold every character but control characters below U+0020 other than tab, CR and LF.
 *
 * Numbers may be `ExactDecimal`s, as `parseFhirJson` reads them. Not checked: value sets but the closed lists of codes in
 * the schema, and invariants (FHIRPath), so also dates that no calendar has, and the range of whole numbers.
 *
 * With `profiles`, made by `compileProfiles`, the resource is held to those of its type as well, and what nobody has judged
 * of them is listed.
 */
export function validateResource(resource: unknown): Validation<Resource>;
export function validateResource(resource: unknown, options: { readonly profiles: Profiles }): ProfiledValidation;
export function validateResource(
  resource: unknown,
  options?: { readonly profiles: Profiles },
): Validation<Resource> | ProfiledValidation {
  const verdict: Validation<Resource> = accepts(resource)
    ? { valid: true, value: resource as Resource }
    : { valid: false, violations: explain(resource) };
  if (options === undefined) return verdict;
  if (!verdict.valid) return { ...verdict, unjudged: options.profiles.unjudged("the resource is not valid FHIR R4") };
  const { violations, unjudged } = options.profiles.judge(verdict.value);
  return violations.length === 0 ? { ...verdict, unjudged } : { valid: false, violations, unjudged };
}
