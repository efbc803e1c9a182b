/**
 * On a search: whether it also finds resources that are not indexed yet, in their previous version; on a write: whether
 * history shows it at once. The service's default is `eventual`
 * (docs.aws.amazon.com/healthlake/latest/devguide/searching-fhir-consistency-levels.html).
 */
export type Consistency = "strong" | "eventual";

const CONSISTENCY = "x-amz-fhir-history-consistency-level";
/**
 * The header for a UUID that makes a POST idempotent: the service answers 409 to a second POST with it
 * (…/devguide/managing-fhir-resources-idempotency.html).
 */
export const IDEMPOTENCY_KEY = "x-amz-fhir-idempotency-key";
/** …/devguide/managing-fhir-resources-patch.html */
export const JSON_PATCH = "application/json-patch+json";

export function consistencyHeader(consistency: Consistency | undefined): Readonly<Record<string, string>> {
  return consistency === undefined ? {} : { [CONSISTENCY]: consistency };
}

/** A version as FHIR's weak ETag (hl7.org/fhir/R4/http.html#concurrency). */
export function ifMatchHeader(versionId: string | undefined): Readonly<Record<string, string>> {
  return versionId === undefined ? {} : { "if-match": `W/"${versionId}"` };
}

/** The version that an ETag names. */
export function etagVersion(headers: Pick<Headers, "get">): string | undefined {
  return versionOfEtag(headers.get("etag"));
}

/** The version in `W/"3"` or `"3"`; undefined for anything else. */
export function versionOfEtag(etag: string | null | undefined): string | undefined {
  return /^(?:W\/)?"([^"]+)"$/.exec(etag ?? "")?.[1];
}
