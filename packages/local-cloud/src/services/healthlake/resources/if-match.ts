import { fhirError } from "../fhir/outcome.ts";
import type { Version } from "./version.ts";

/** Lets a write pass whose `If-Match` names the latest version; 412 for any other, 400 when it is no ETag. */
export function ifMatches(header: string | undefined, latest: Version | undefined): void {
  if (header === undefined) return;
  const [, version] = /^\s*(?:W\/)?"?(\d+)"?\s*$/.exec(header) ?? [];
  if (version === undefined) throw fhirError(400, "The If-Match header is not a version's ETag.");
  if (!latest || latest.version !== Number(version)) throw fhirError(412, "The resource is at another version.");
}
