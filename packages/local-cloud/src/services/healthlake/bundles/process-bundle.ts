import { AwsError } from "../../../kernel/aws-error.ts";
import { fhirError, statusOf, toOutcome } from "../fhir/outcome.ts";
import { refuseDeep } from "../fhir/refuse-deep.ts";
import type { FhirResponse, FhirScope } from "../fhir/scope.ts";
import type { Resource } from "../resources/resource.ts";
import { bundleOf } from "../search/bundle-page.ts";
import { atEntry } from "./at-entry.ts";
import { findTargets } from "./entry-targets.ts";
import { performEntry, refuseDenied } from "./perform-entry.ts";
import { type BundleEntry, entryReader, readBundle } from "./read-entries.ts";
import { resolveReferences } from "./resolve-references.ts";

/** In which order a transaction does its entries. https://hl7.org/fhir/R4/http.html#trules */
const ORDER = ["DELETE", "POST", "PUT", "PATCH", "GET", "HEAD"];

/**
 * Runs a batch, each entry by itself, or a transaction, all entries or none.
 * https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-bundle.html
 */
export function processBundle(scope: FhirScope, bundle: Resource): FhirResponse {
  const { type, entries } = readBundle(bundle);
  const responses = type === "batch" ? runBatch(scope, entries) : runTransaction(scope, entries);
  return bundleOf({ type: `${type}-response` }, responses.map(entryText));
}

/** What is wrong with an entry, its form included, is its own failure: the others are done. */
function runBatch(scope: FhirScope, entries: readonly unknown[]): FhirResponse[] {
  const readEntry = entryReader();
  return entries.map((entry, index) => {
    try {
      return scope.context.store.savepoint(() =>
        refuseDeep(() => performEntry(scope, readEntry(entry, index), undefined)),
      );
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { status: statusOf(error), headers: {}, body: JSON.stringify(toOutcome(error)) };
    }
  });
}

function runTransaction(scope: FhirScope, sent: readonly unknown[]): FhirResponse[] {
  const entries = sent.map(entryReader());
  // Before any condition is looked up: whether it matches is not for everyone.
  for (const entry of entries) atEntry(entry.index, () => refuseDenied(scope, entry));
  return scope.context.store.transaction(() => {
    const targets = findTargets(scope, entries);
    const ready = resolveReferences(scope, entries, targets);
    const ordered = [...ready].sort((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method));
    const responses: FhirResponse[] = [];
    for (const entry of ordered)
      responses[entry.index] = atEntry(entry.index, () => performPromised(scope, entry, targets.ids.get(entry.index)));
    return responses;
  });
}

/** Does an entry under the id that links to it have by now. */
function performPromised(scope: FhirScope, entry: BundleEntry, id: string | undefined): FhirResponse {
  const response = performEntry(scope, entry, id);
  const [, written] = /([^/]+)\/_history\/[^/]+$/.exec(response.headers.location ?? "") ?? [];
  if (entry.method === "POST" && written !== id)
    throw fhirError(412, "Another entry writes what this entry's condition matches.", { code: "conflict" });
  return response;
}

function entryText({ status, headers, body, updatedAt, isOutcome }: FhirResponse): string {
  const { location, etag } = headers;
  const response = JSON.stringify({
    status: String(status),
    ...(location !== undefined && { location }),
    ...(etag !== undefined && { etag }),
    ...(updatedAt !== undefined && { lastModified: new Date(updatedAt).toISOString() }),
  });
  if (body === undefined) return `{"response":${response}}`;
  return status >= 400 || isOutcome
    ? `{"response":${response.slice(0, -1)},"outcome":${body}}}`
    : `{"resource":${body},"response":${response}}`;
}
