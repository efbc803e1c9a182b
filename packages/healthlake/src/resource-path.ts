import { FhirError } from "./fhir-error.ts";
import { path } from "./fhir-request.ts";

/** FHIR's rule for ids (hl7.org/fhir/R4/datatypes.html#id). */
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/** `Patient/p-1/_history/2`, and the same without ids. Throws a FhirError when an id is none: nothing is sent then. */
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

/** Two dots are an id to FHIR, and to a URL the folder above. */
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

/** The type, id and version in `https://…/r4/Patient/p-1/_history/2` or `Patient/p-1`; undefined when there are none. */
export function parseLocation(location: string): { type: string; id: string; versionId?: string } | undefined {
  const [, type, id, versionId] = /(?:^|\/)([A-Z]\w+)\/([^/?#]+)(?:\/_history\/([^/?#]+))?\/?$/.exec(location) ?? [];
  if (type === undefined || id === undefined || !isId(id)) return undefined;
  return { type, id, ...(versionId !== undefined && isId(versionId) && { versionId }) };
}
