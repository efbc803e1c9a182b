import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import { fhirError, statusOf, toOutcome } from "../fhir/outcome.ts";
import { refuseDeep } from "../fhir/refuse-deep.ts";
import type { FhirResponse, FhirScope } from "../fhir/scope.ts";
import type { Resource } from "../resources/resource.ts";
import { atEntry } from "./at-entry.ts";
import { performEntry } from "./perform-entry.ts";
import { type BundleEntry, entryReader, readBundle } from "./read-entries.ts";
import { resolveReferences } from "./resolve-references.ts";

/** In which order a transaction does its entries. https://hl7.org/fhir/R4/http.html#trules */
const ORDER = ["DELETE", "POST", "PUT", "PATCH", "GET", "HEAD"];

/** A batch: each entry by itself. A transaction: all entries or none. https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-bundle.html */
export function processBundle(scope: FhirScope, bundle: Resource): FhirResponse {
  const { type, entries } = readBundle(bundle);
  const responses = type === "batch" ? runBatch(scope, entries) : runTransaction(scope, entries);
  const head = JSON.stringify({ resourceType: "Bundle", type: `${type}-response` }).slice(0, -1);
  return { status: 200, headers: {}, body: `${head},"entry":[${responses.map(entryText).join(",")}]}` };
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
  refuseSameTarget(entries);
  return scope.context.store.transaction(() => {
    const ids = new Map(
      entries.filter(({ method }) => method === "POST").map(({ index }) => [index, uuid(scope.context.random)]),
    );
    const ready = resolveReferences(scope, entries, ids);
    const ordered = [...ready].sort((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method));
    const responses: FhirResponse[] = [];
    for (const entry of ordered)
      responses[entry.index] = atEntry(entry.index, () => performEntry(scope, entry, ids.get(entry.index)));
    return responses;
  });
}

/** A transaction may not change a resource twice. */
function refuseSameTarget(entries: readonly BundleEntry[]): void {
  const seen = new Set<string>();
  for (const { method, segments, index } of entries) {
    if (segments.length !== 2 || method === "GET") continue;
    const target = segments.join("/");
    if (seen.has(target))
      throw fhirError(400, [{ pointer: `/entry/${index}`, message: "Another entry changes the same resource." }]);
    seen.add(target);
  }
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
