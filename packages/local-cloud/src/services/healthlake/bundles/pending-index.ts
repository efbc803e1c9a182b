import { operationOf } from "../fhir/route.ts";
import type { FhirScope } from "../fhir/scope.ts";
import { isObject, type StoredResource } from "../resources/resource.ts";
import { latestVersion } from "../resources/version.ts";
import { indexResource } from "../search/index-resource.ts";
import type { EntryTargets } from "./entry-targets.ts";
import type { BundleEntry } from "./read-entries.ts";

/** Later than any time. */
const NEVER = 8_640_000_000_000_000;

/**
 * Runs a search that finds what the entries of a transaction are about to write, and no longer what they replace or delete:
 * references by criteria come after all writes (https://hl7.org/fhir/R4/http.html#trules). Leaves nothing in the index.
 */
export function withPendingIndex<Result>(
  scope: FhirScope,
  entries: readonly BundleEntry[],
  targets: Pick<EntryTargets, "ids" | "changes">,
  run: () => Result,
): Result {
  const { store } = scope.context;
  const undo = Symbol("undo");
  let result: { readonly value: Result } | undefined;
  try {
    store.savepoint(() => {
      for (const entry of entries) indexPending(scope, entry, targets);
      result = { value: run() };
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
  if (result === undefined) throw new Error("The search among pending entries did not run.");
  return result.value;
}

function indexPending(scope: FhirScope, entry: BundleEntry, targets: Pick<EntryTargets, "ids" | "changes">): void {
  const { context, datastore } = scope;
  const { index, method, segments, resource } = entry;
  const [type = ""] = segments;
  const operation = operationOf(method, segments);
  const { store, clock } = context;
  const now = clock.now();
  // The result of a patch is unknown yet: searches find the resource unpatched.
  if (operation !== "PatchResource")
    for (const id of targets.changes.get(index) ?? [])
      store
        .prepare("UPDATE healthlake_docs SET hidden_from = min(hidden_from, ?) WHERE store = ? AND type = ? AND id = ?")
        .run(now, datastore.number, type, id);
  const id = targets.ids.get(index);
  if (id === undefined || !["CreateResource", "UpdateResource"].includes(operation)) return;
  if (!isObject(resource) || resource.resourceType !== type) return;
  // A conditional create with a match writes nothing.
  if (operation === "CreateResource" && latestVersion(context, datastore.number, type, id)?.body !== undefined) return;
  const doc = -1 - index;
  store
    .prepare("INSERT INTO healthlake_docs VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    .run(doc, datastore.number, type, id, now, now, NEVER, NEVER);
  indexResource(context, { ...resource, id } as StoredResource, doc);
}
