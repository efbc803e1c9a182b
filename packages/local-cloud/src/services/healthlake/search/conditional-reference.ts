import { isResourceType } from "./search-parameters.ts";

/** A reference by criteria: `Practitioner?identifier=…`. https://hl7.org/fhir/R4/http.html#trules */
export interface ConditionalReference {
  readonly type: string;
  /** What follows the question mark. */
  readonly criteria: string;
}

/** The criteria of a reference; undefined for a literal one. */
export function readConditionalReference(reference: string): ConditionalReference | undefined {
  const [, type = "", criteria = ""] = /^([A-Za-z]+)\?(.*)$/s.exec(reference) ?? [];
  return isResourceType(type) ? { type, criteria } : undefined;
}
