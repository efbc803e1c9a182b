import { fhirError } from "../fhir/outcome.ts";
import { isObject, type Resource } from "../resources/resource.ts";

/** One request of a bundle. */
export interface BundleEntry {
  readonly index: number;
  readonly fullUrl: string | undefined;
  readonly method: string;
  /** Relative: `Patient/1`, `Patient?identifier=…`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly resource: unknown;
  readonly ifMatch: string | undefined;
  readonly ifNoneExist: string | undefined;
}

/** Entries of a bundle: 422 above. 100 for transactions (user guide, managing-fhir-resources-bundle); 160 is the quota on resources of a bundle. */
export const TRANSACTION_MAX_ENTRIES = 100;
export const BATCH_MAX_ENTRIES = 160;

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** The requests of a batch or transaction; 400 with pointers for those that are none, 422 when there are too many. */
export function readEntries(bundle: Resource): { type: "batch" | "transaction"; entries: BundleEntry[] } {
  const { type, entry = [] } = bundle;
  if (type !== "batch" && type !== "transaction")
    throw fhirError(400, [{ pointer: "/type", message: "The bundle is neither a batch nor a transaction." }]);
  if (!Array.isArray(entry)) throw fhirError(400, [{ pointer: "/entry", message: "The entries are not a list." }]);
  const limit = type === "batch" ? BATCH_MAX_ENTRIES : TRANSACTION_MAX_ENTRIES;
  if (entry.length > limit) throw fhirError(422, `The bundle has more than ${limit} entries.`, { code: "too-costly" });
  const entries = entry.map(readEntry);
  refuseSameFullUrl(entries);
  return { type, entries };
}

function readEntry(entry: unknown, index: number): BundleEntry {
  const pointer = `/entry/${index}/request`;
  const request = isObject(entry) ? entry.request : undefined;
  if (!isObject(entry) || !isObject(request)) throw fhirError(400, [{ pointer, message: "The entry has no request." }]);
  const { method, url, ifMatch, ifNoneExist } = request;
  if (typeof method !== "string" || !METHODS.includes(method))
    throw fhirError(400, [{ pointer: `${pointer}/method`, message: "The method is not one of FHIR's." }]);
  if (typeof url !== "string" || url.startsWith("/") || /^[a-z]+:/.test(url))
    throw fhirError(400, [{ pointer: `${pointer}/url`, message: "The address is not relative to the data store." }]);
  const [path = "", query = ""] = url.split("?");
  return {
    index,
    fullUrl: typeof entry.fullUrl === "string" ? entry.fullUrl : undefined,
    method,
    segments: path.split("/").filter(segment => segment !== ""),
    query: new URLSearchParams(query),
    resource: entry.resource,
    ifMatch: typeof ifMatch === "string" ? ifMatch : undefined,
    ifNoneExist: typeof ifNoneExist === "string" ? ifNoneExist : undefined,
  };
}

/** Two entries of one address could not be told apart by references. https://hl7.org/fhir/R4/bundle.html#bundle-unique */
function refuseSameFullUrl(entries: readonly BundleEntry[]): void {
  const seen = new Set<string>();
  for (const { fullUrl, index } of entries) {
    if (fullUrl === undefined) continue;
    if (seen.has(fullUrl))
      throw fhirError(400, [{ pointer: `/entry/${index}/fullUrl`, message: "Another entry has this fullUrl." }]);
    seen.add(fullUrl);
  }
}
