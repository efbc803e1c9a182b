import { fullUrlKey, type LinkTarget } from "@tributary/fhir/resolve-link";
import { uuid } from "../../../kernel/random.ts";
import { fhirError } from "../fhir/outcome.ts";
import { operationOf } from "../fhir/route.ts";
import type { FhirScope } from "../fhir/scope.ts";
import { idsToRemove } from "../resources/remove-by-criteria.ts";
import { ID_PATTERN, isObject } from "../resources/resource.ts";
import { latestVersion } from "../resources/version.ts";
import { matchOne } from "../search/match-criteria.ts";
import { isResourceType } from "../search/search-parameters.ts";
import { atEntry } from "./at-entry.ts";
import type { BundleEntry } from "./read-entries.ts";

/** The targets of a transaction's entries, before any runs. */
export interface EntryTargets {
  /** The id that an entry writes under, by its index: known, found by criteria, or promised. */
  readonly ids: ReadonlyMap<number, string>;
  /** The ids of what an entry changes or deletes, by its index. */
  readonly changes: ReadonlyMap<number, readonly string[]>;
  /** What a fullUrl of the transaction stands for. */
  readonly byFullUrl: ReadonlyMap<string, LinkTarget>;
}

/** Finds what each entry is about; refused where two change the same resource. https://hl7.org/fhir/R4/http.html#trules */
export function findTargets(scope: FhirScope, entries: readonly BundleEntry[]): EntryTargets {
  const ids = new Map<number, string>();
  const byFullUrl = new Map<string, LinkTarget>();
  const changesOf = new Map<number, readonly string[]>();
  const changed = new Set<string>();
  const created = new Map<string, string>();
  for (const entry of entries) {
    const { index, fullUrl, segments, resource } = entry;
    const [type = ""] = segments;
    if (!isResourceType(type)) continue; // Refused when its turn comes.
    const { id, changes } = atEntry(index, () => targetOf(scope, entry, type, created));
    for (const one of changes) {
      if (changed.has(`${type}/${one}`))
        throw fhirError(400, [{ pointer: `/entry/${index}`, message: "Another entry changes the same resource." }]);
      changed.add(`${type}/${one}`);
    }
    changesOf.set(index, changes);
    if (id === undefined || !ID_PATTERN.test(id)) continue;
    ids.set(index, id);
    if (fullUrl === undefined) continue;
    const before = latestVersion(scope.context, scope.datastore.number, type, id)?.version ?? 0;
    const meta = isObject(resource) && isObject(resource.meta) ? resource.meta : {};
    byFullUrl.set(fullUrlKey(fullUrl), {
      literal: `${type}/${id}`,
      sentVersion: typeof meta.versionId === "string" ? meta.versionId : undefined,
      writtenVersion: String(before + (changes.length > 0 || before === 0 ? 1 : 0)),
    });
  }
  return { ids, changes: changesOf, byFullUrl };
}

/** The id that links to an entry lead to, and the ids of what is changed under an id that was there before. */
function targetOf(
  scope: FhirScope,
  { method, segments, query, resource, headers }: BundleEntry,
  type: string,
  created: Map<string, string>,
): { readonly id: string | undefined; readonly changes: readonly string[] } {
  const operation = operationOf(method, segments);
  const [, given] = segments;
  const promised = () => uuid(scope.context.random);
  if (operation === "CreateResource") {
    const criteria = headers["if-none-exist"];
    if (criteria === undefined) return { id: promised(), changes: [] };
    // Entries with the same condition mean the same resource: the first creates it.
    const key = `${type}?${criteria}`;
    const id = created.get(key) ?? matchOne(scope, type, new URLSearchParams(criteria)) ?? promised();
    created.set(key, id);
    return { id, changes: [] };
  }
  if (given !== undefined) return { id: given, changes: method === "GET" || method === "HEAD" ? [] : [given] };
  if (operation === "UpdateResource") {
    const own = isObject(resource) && typeof resource.id === "string" ? resource.id : undefined;
    const id = matchOne(scope, type, query) ?? own ?? promised();
    return { id, changes: [id] };
  }
  if (operation === "DeleteResource") return { id: undefined, changes: idsToRemove(scope, type, query) };
  return { id: undefined, changes: [] };
}
