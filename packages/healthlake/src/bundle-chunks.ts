import type { BundleEntry, BundleEntryRequest, Resource } from "@tributary/fhir/resource";

/** One call within a batch or transaction. */
export interface BundleCall {
  readonly method: BundleEntryRequest["method"];
  /** `Patient/p-1`, `Patient`, or a search. */
  readonly url: string;
  readonly resource?: Resource;
  /** By which others of the same transaction refer to it: `urn:uuid:…`. */
  readonly fullUrl?: string;
  readonly ifMatch?: string;
  readonly ifNoneExist?: string;
}

/** The limits of one Bundle. */
export interface BundleLimits {
  readonly entries: number;
  readonly bytes: number;
}

/**
 * Per Bundle. The developer guide gives 100 entries for a transaction that is answered at once (422 beyond) and 500 for one
 * that is not (…/devguide/managing-fhir-resources-bundle.html); the quotas page has had 160 for any Bundle, so a batch
 * keeps to the lowest. The bytes are ours: the service's own limit for a request body is not documented for all stores.
 */
export const BATCH_LIMITS: BundleLimits = { entries: 100, bytes: 4_000_000 };
export const TRANSACTION_LIMITS: BundleLimits = { entries: 100, bytes: 4_000_000 };
export const ASYNC_TRANSACTION_LIMITS: BundleLimits = { entries: 500, bytes: 4_000_000 };

/**
 * The calls in order, in runs that fit into a Bundle each. A call that alone exceeds the limit of bytes is a run of its own:
 * the service decides what is too large.
 */
export function* chunkCalls<Call extends BundleCall>(
  calls: Iterable<Call>,
  limits: BundleLimits = BATCH_LIMITS,
): Generator<readonly Call[]> {
  let run: Call[] = [];
  let bytes = 0;
  for (const call of calls) {
    const size = Buffer.byteLength(JSON.stringify(bundleEntry(call))) + 1;
    if (run.length > 0 && (run.length >= limits.entries || bytes + size > limits.bytes)) {
      yield run;
      run = [];
      bytes = 0;
    }
    run.push(call);
    bytes += size;
  }
  if (run.length > 0) yield run;
}

/** A call as a FHIR Bundle entry. */
export function bundleEntry({ method, url, resource, fullUrl, ifMatch, ifNoneExist }: BundleCall): BundleEntry {
  return {
    ...(fullUrl !== undefined && { fullUrl }),
    ...(resource !== undefined && { resource }),
    request: {
      method,
      url,
      ...(ifMatch !== undefined && { ifMatch: `W/"${ifMatch}"` }),
      ...(ifNoneExist !== undefined && { ifNoneExist }),
    },
  };
}

/** Whether a call may safely be repeated. */
export function isRepeatable({ method, ifMatch, ifNoneExist }: BundleCall): boolean {
  return method === "PATCH" ? ifMatch !== undefined : method !== "POST" || ifNoneExist !== undefined;
}
