import { FhirError } from "./fhir-error.ts";
import { path } from "./fhir-request.ts";

/** FHIR's rule for ids (hl7.org/fhir/R4/datatypes.html#id). */
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** `Patient/p-1/_history/2`, and the same without ids. Throws a FhirError for an invalid id, so nothing is sent. */
export function resourcePath(
  method: string,
  type: string,
  id: string,
  versionId?: string,
): { path: string; interaction: string } {
  const interaction = `${method} ${type}/{id}${versionId === undefined ? "" : "/_history/{versionId}"}`;
  if (!isId(id) || (versionId !== undefined && !isId(versionId))) throw invalidId(interaction);
  return { path: path(type, id, ...(versionId === undefined ? [] : ["_history", versionId])), interaction };
}

/** Whether a text is a FHIR id safe in a URL: FHIR allows two dots, but a URL reads them as the parent folder. */
export function isId(id: string): boolean {
  return ID.test(id) && id !== "." && id !== "..";
}

function invalidId(interaction: string): FhirError {
  return new FhirError({
    kind: "bad-request",
    interaction,
    issues: [{ severity: "error", code: "value", expression: ["Resource.id"] }],
  });
}

/** The type, id and version in `https://…/r4/Patient/p-1/_history/2` or `Patient/p-1`; undefined if there are none. */
export function parseLocation(location: string): { type: string; id: string; versionId?: string } | undefined {
  const [, type, id, versionId] = /(?:^|\/)([A-Z]\w+)\/([^/?#]+)(?:\/_history\/([^/?#]+))?\/?$/.exec(location) ?? [];
  if (type === undefined || id === undefined || !isId(id)) return undefined;
  return { type, id, ...(versionId !== undefined && isId(versionId) && { versionId }) };
}
