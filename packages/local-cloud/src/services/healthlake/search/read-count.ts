import { fhirError } from "../fhir/outcome.ts";

/** Entries of a page unless `_count` says otherwise, and at most. Not documented for every interaction; HealthLake's search reference says 100 at most. */
const DEFAULT_COUNT = 10;
export const MAX_COUNT = 100;

/** `_count`; more than the most is taken as the most. */
export function readCount(query: URLSearchParams): number {
  const text = query.get("_count");
  if (text === null) return DEFAULT_COUNT;
  if (!/^\d{1,9}$/.test(text)) throw fhirError(400, "_count is not a number.");
  return Math.min(Number(text), MAX_COUNT);
}
