import { fhirError } from "../fhir/outcome.ts";
import { timeRange } from "../search/time-range.ts";
import type { Version } from "./version.ts";

/** The conditions of a read. https://hl7.org/fhir/R4/http.html#cread */
export interface ReadConditions {
  /** ETags, or `*`. */
  readonly ifNoneMatch?: string | undefined;
  /** In milliseconds since the epoch. */
  readonly ifModifiedSince?: number | undefined;
}

const ETAGS = /^\s*(?:\*|(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*)\s*$/;
const HTTP_DATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/;

/** The conditions in the headers of a read, or in the request of a bundle's entry, where the time is an instant; 400 for what is none. */
export function readConditions(headers: Readonly<Record<string, string>>): ReadConditions {
  const { "if-none-match": ifNoneMatch, "if-modified-since": since } = headers;
  if (ifNoneMatch !== undefined && !ETAGS.test(ifNoneMatch))
    throw fhirError(400, "The If-None-Match header is not a version's ETag.");
  return { ifNoneMatch, ...(since !== undefined && { ifModifiedSince: moment(since) }) };
}

/** Whether the caller has this version already. If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2). */
export function isUnmodified(
  { version, updatedAt }: Version,
  { ifNoneMatch, ifModifiedSince }: ReadConditions,
): boolean {
  if (ifNoneMatch !== undefined) {
    const tags = [...ifNoneMatch.matchAll(/"([^"]*)"/g)].map(([, tag]) => tag);
    return ifNoneMatch.trim() === "*" || tags.includes(String(version));
  }
  return ifModifiedSince !== undefined && updatedAt <= ifModifiedSince;
}

/** An HTTP date stands for all of its second: `Last-Modified` is cut to that. */
function moment(text: string): number {
  const time = HTTP_DATE.test(text) ? Date.parse(text) + 999 : timeRange(text)?.low;
  if (time === undefined || Number.isNaN(time)) throw fhirError(400, "The If-Modified-Since header is not a date.");
  return time;
}
