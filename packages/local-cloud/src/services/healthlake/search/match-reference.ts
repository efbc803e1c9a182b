import { fhirError } from "../fhir/outcome.ts";
import type { FhirScope } from "../fhir/scope.ts";
import { readConditionalReference } from "./conditional-reference.ts";
import { matchOne } from "./match-criteria.ts";

/** The literal reference that a reference by criteria stands for; 412 when it matches nothing, or several. */
export function matchReference(scope: FhirScope, reference: string): string {
  const { type = "", criteria } = readConditionalReference(reference) ?? {};
  const id = matchOne(scope, type, new URLSearchParams(criteria));
  if (id === undefined) throw fhirError(412, [{ pointer: "", message: "A conditional reference matches nothing." }]);
  return `${type}/${id}`;
}
