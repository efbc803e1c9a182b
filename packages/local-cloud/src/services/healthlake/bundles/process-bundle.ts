import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import { fhirError, toOutcome } from "../fhir/outcome.ts";
import type { FhirResponse, FhirScope } from "../fhir/scope.ts";
import type { Resource } from "../resources/resource.ts";
import { performEntry } from "./perform-entry.ts";
import { type BundleEntry, readEntries } from "./read-entries.ts";
import { resolveReferences } from "./resolve-references.ts";

/** In which order a transaction does its entries. https://hl7.org/fhir/R4/http.html#trules */
const ORDER = ["DELETE", "POST", "PUT", "PATCH", "GET", "HEAD"];

/** A batch: each entry by itself. A transaction: all entries or none. https://docs.aws.amazon.com/healthlake/latest/devguide/managing-fhir-resources-bundle.html */
export function processBundle(scope: FhirScope, bundle: Resource): FhirResponse {
  const { type, entries } = readEntries(bundle);
  const responses = type === "batch" ? runBatch(scope, entries) : runTransaction(scope, entries);
  const head = JSON.stringify({ resourceType: "Bundle", type: `${type}-response` }).slice(0, -1);
  return { status: 200, headers: {}, body: `${head},"entry":[${responses.map(entryText).join(",")}]}` };
}

function runBatch(scope: FhirScope, entries: readonly BundleEntry[]): FhirResponse[] {
  return entries.map(entry => {
    try {
      return performEntry(scope, entry, undefined);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { status: error.status, headers: {}, body: JSON.stringify(toOutcome(error)) };
    }
  });
}

function runTransaction(scope: FhirScope, entries: readonly BundleEntry[]): FhirResponse[] {
  refuseSameTarget(entries);
  return scope.context.store.transaction(() => {
    const ids = new Map(
      entries.filter(({ method }) => method === "POST").map(({ index }) => [index, uuid(scope.context.random)]),
    );
    const ready = resolveReferences(scope, entries, ids);
    const ordered = [...ready].sort((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method));
    const responses: FhirResponse[] = [];
    for (const entry of ordered) {
      try {
        responses[entry.index] = performEntry(scope, entry, ids.get(entry.index));
      } catch (error) {
        throw error instanceof AwsError ? located(error, entry.index) : error;
      }
    }
    return responses;
  });
}

/** The refusal of an entry, which becomes that of the whole transaction. */
function located(error: AwsError, index: number): AwsError {
  const { issue = [] } = toOutcome(error) as { issue?: { diagnostics: string; expression?: string[] }[] };
  const findings = issue.map(({ diagnostics, expression }) => ({
    pointer: `/entry/${index}${expression === undefined ? "" : `/resource${expression[0]}`}`,
    message: diagnostics,
  }));
  return fhirError(error.status, findings);
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

function entryText({ status, headers, body, updatedAt }: FhirResponse): string {
  const failed = status >= 400;
  const { location, etag } = headers;
  const response = JSON.stringify({
    status: String(status),
    ...(location !== undefined && { location }),
    ...(etag !== undefined && { etag }),
    ...(updatedAt !== undefined && { lastModified: new Date(updatedAt).toISOString() }),
  });
  if (body === undefined) return `{"response":${response}}`;
  return failed
    ? `{"response":${response.slice(0, -1)},"outcome":${body}}}`
    : `{"resource":${body},"response":${response}}`;
}
