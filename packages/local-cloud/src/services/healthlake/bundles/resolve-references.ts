import { fhirError } from "../fhir/outcome.ts";
import type { FhirScope } from "../fhir/scope.ts";
import { isObject } from "../resources/resource.ts";
import { matchOne } from "../search/match-criteria.ts";
import { isResourceType } from "../search/search-parameters.ts";
import { atEntry } from "./at-entry.ts";
import type { BundleEntry } from "./read-entries.ts";

/** The entries with references among them, and conditional references (`Patient?identifier=…`), made literal. `ids` are changed to those of what already is there. */
export function resolveReferences(
  scope: FhirScope,
  entries: readonly BundleEntry[],
  ids: Map<number, string>,
): BundleEntry[] {
  const targets = new Map<string, string>();
  for (const entry of entries) {
    const { index, fullUrl, method, segments, query } = entry;
    const ifNoneExist = entry.headers["if-none-exist"];
    const [type = ""] = segments;
    if (!isResourceType(type)) continue; // Refused when its turn comes.
    if (method === "POST" && ifNoneExist !== undefined) {
      const existing = matchOne(scope, type, new URLSearchParams(ifNoneExist));
      if (existing !== undefined) ids.set(index, existing);
    }
    const id =
      method === "PUT" && segments.length === 1 ? matchOne(scope, type, query) : (ids.get(index) ?? segments[1]);
    if (fullUrl !== undefined && id !== undefined) targets.set(fullUrl, `${type}/${id}`);
  }
  const literal = (reference: string): string => {
    const among = targets.get(reference);
    if (among !== undefined) return among;
    const [type = "", criteria] = reference.split("?");
    if (criteria === undefined || !isResourceType(type)) return reference;
    const id = matchOne(scope, type, new URLSearchParams(criteria));
    if (id === undefined) throw fhirError(412, [{ pointer: "", message: "A conditional reference matches nothing." }]);
    return `${type}/${id}`;
  };
  return entries.map(entry => ({
    ...entry,
    resource: atEntry(entry.index, () => rewrite(entry.resource, literal)),
  }));
}

/** A copy with every reference rewritten; what has none is not copied. */
function rewrite(value: unknown, literal: (reference: string) => string): unknown {
  if (Array.isArray(value)) {
    const copy = value.map(item => rewrite(item, literal));
    return copy.every((item, i) => item === value[i]) ? value : copy;
  }
  if (!isObject(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [name, held] of Object.entries(value)) {
    const changed = name === "reference" && typeof held === "string" ? literal(held) : rewrite(held, literal);
    if (changed !== held) copy = { ...(copy ?? value), [name]: changed };
  }
  return copy ?? value;
}
