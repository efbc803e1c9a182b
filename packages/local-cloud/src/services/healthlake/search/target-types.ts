import { fhirError } from "../fhir/outcome.ts";
import { isResourceType, type SearchParameter } from "./search-parameters.ts";

/** The types that a reference parameter leads to: the given one, when it is among them, or all; empty when any may be. */
export function targetTypes({ code, targets }: SearchParameter, given: string | undefined): readonly string[] {
  if (given === undefined) return targets;
  if (!/^[A-Z]/.test(given)) throw fhirError(400, `This modifier of ${code} is not supported.`);
  if (!isResourceType(given) || (targets.length > 0 && !targets.includes(given)))
    throw fhirError(400, `${code} does not refer to this type.`);
  return [given];
}
