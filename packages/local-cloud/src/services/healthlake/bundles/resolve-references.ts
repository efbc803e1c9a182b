import { fullUrlKey, resolveLink } from "@tributary/fhir/resolve-link";
import { rewriteLinks } from "@tributary/fhir/rewrite-links";
import type { FhirScope } from "../fhir/scope.ts";
import { readConditionalReference } from "../search/conditional-reference.ts";
import { matchReference } from "../search/match-reference.ts";
import { atEntry } from "./at-entry.ts";
import type { EntryTargets } from "./entry-targets.ts";
import { withPendingIndex } from "./pending-index.ts";
import type { BundleEntry } from "./read-entries.ts";

/** The entries of a transaction with the links among them, and references by criteria (`Patient?identifier=…`), made literal. */
export function resolveReferences(
  scope: FhirScope,
  entries: readonly BundleEntry[],
  targets: EntryTargets,
): BundleEntry[] {
  const conditional = new Set<string>();
  const linked = entries.map(entry => ({
    ...entry,
    resource: atEntry(entry.index, () =>
      rewriteLinks(entry.resource, (link, place) => {
        if (place === "reference" && readConditionalReference(link)) conditional.add(link);
        return resolveLink(link, entry.fullUrl, fullUrl => targets.byFullUrl.get(fullUrlKey(fullUrl)));
      }),
    ),
  }));
  if (conditional.size === 0) return linked;
  return withPendingIndex(scope, linked, targets, () => {
    const found = new Map<string, string>();
    const literal = (reference: string): string => {
      const known = found.get(reference) ?? matchReference(scope, reference);
      found.set(reference, known);
      return known;
    };
    return linked.map(entry => ({
      ...entry,
      resource: atEntry(entry.index, () =>
        rewriteLinks(entry.resource, (link, place) =>
          place === "reference" && conditional.has(link) ? literal(link) : link,
        ),
      ),
    }));
  });
}
