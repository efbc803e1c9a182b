import type { AwsError } from "../../../kernel/aws-error.ts";
import { checkAsked } from "../fhir/check-request.ts";
import { fhirError } from "../fhir/outcome.ts";
import { operationOf } from "../fhir/route.ts";
import { isObject, type Resource } from "../resources/resource.ts";
import { atEntry } from "./at-entry.ts";

/** One request of a bundle. */
export interface BundleEntry {
  readonly index: number;
  readonly fullUrl: string | undefined;
  readonly method: string;
  /** Relative: `Patient/1`, `Patient?identifier=…`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly resource: unknown;
  /** Its conditions, by the names of the headers that they are in a request of its own. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Entries of a bundle: 422 above. 100 for transactions (user guide, managing-fhir-resources-bundle); 160 is the quota on resources of a bundle. */
const TRANSACTION_MAX_ENTRIES = 100;
const BATCH_MAX_ENTRIES = 160;

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** A batch or transaction with its entries as they were sent; refused as a whole when it is neither, or has too many entries. */
export function readBundle({ type, entry = [] }: Resource): {
  readonly type: "batch" | "transaction";
  readonly entries: readonly unknown[];
} {
  if (type !== "batch" && type !== "transaction")
    throw fhirError(400, [{ pointer: "/type", message: "The bundle is neither a batch nor a transaction." }]);
  if (!Array.isArray(entry)) throw fhirError(400, [{ pointer: "/entry", message: "The entries are not a list." }]);
  const limit = type === "batch" ? BATCH_MAX_ENTRIES : TRANSACTION_MAX_ENTRIES;
  if (entry.length > limit) throw fhirError(422, `The bundle has more than ${limit} entries.`, { code: "too-costly" });
  return { type, entries: entry };
}

/** A function that reads entry after entry of one bundle; 400 with the pointer of what makes an entry none, or is not heeded. */
export function entryReader(): (entry: unknown, index: number) => BundleEntry {
  const fullUrls = new Set<string>();
  return (entry, index) => {
    const at = `/entry/${index}`;
    if (!isObject(entry)) throw malformed(at, "The entry is not an object.");
    const { request, resource } = entry;
    if (request === undefined) throw malformed(`${at}/request`, "The entry has no request.");
    if (!isObject(request)) throw malformed(`${at}/request`, "The request is not an object.");
    const { method } = request;
    if (typeof method !== "string" || !METHODS.includes(method))
      throw malformed(`${at}/request/method`, "The method is not one of FHIR's.");
    const read = {
      index,
      method,
      ...readUrl(request.url, `${at}/request/url`),
      fullUrl: readFullUrl(entry.fullUrl, `${at}/fullUrl`, fullUrls),
      resource,
      headers: readHeaders(request, `${at}/request`),
    };
    return atEntry(index, () => checkAsked(operationOf(method, read.segments), read));
  };
}

function readUrl(url: unknown, pointer: string): Pick<BundleEntry, "segments" | "query"> {
  if (typeof url !== "string" || url === "" || url.startsWith("/") || /^[a-z][a-z\d+.-]*:/i.test(url))
    throw malformed(pointer, "The address is not relative to the data store.");
  const [, path = "", query = ""] = /^([^?]*)\??(.*)$/s.exec(url) ?? [];
  try {
    const segments = path.split("/").map(decodeURIComponent);
    return { segments: segments.filter(segment => segment !== ""), query: new URLSearchParams(query) };
  } catch {
    throw malformed(pointer, "The address is not well encoded.");
  }
}

const HEADERS = {
  ifMatch: "if-match",
  ifNoneMatch: "if-none-match",
  ifModifiedSince: "if-modified-since",
  ifNoneExist: "if-none-exist",
} as const;

/** A condition that is no text may not be taken for none. */
function readHeaders(request: Record<string, unknown>, pointer: string): Record<string, string> {
  const headers = Object.entries(HEADERS).map(([name, header]) => [
    header,
    readText(request[name], `${pointer}/${name}`),
  ]);
  return Object.fromEntries(headers.filter(([, value]) => value !== undefined));
}

/** Two entries of one address could not be told apart by references. https://hl7.org/fhir/R4/bundle.html#bundle-unique */
function readFullUrl(value: unknown, pointer: string, seen: Set<string>): string | undefined {
  const fullUrl = readText(value, pointer);
  if (fullUrl === undefined) return undefined;
  if (seen.has(fullUrl)) throw malformed(pointer, "Another entry has this fullUrl.");
  seen.add(fullUrl);
  return fullUrl;
}

function readText(value: unknown, pointer: string): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw malformed(pointer, "The element is not text.");
}

function malformed(pointer: string, message: string): AwsError {
  return fhirError(400, [{ pointer, message }]);
}
