import { parseJson } from "../../../kernel/parse-json.ts";
import { fhirError } from "../fhir/outcome.ts";

/** The order of results. */
export interface Sort {
  readonly column: "updated_at" | "id";
  readonly direction: "ASC" | "DESC";
}

const SORTS: Readonly<Record<string, Sort>> = {
  _lastUpdated: { column: "updated_at", direction: "ASC" },
  "-_lastUpdated": { column: "updated_at", direction: "DESC" },
  _id: { column: "id", direction: "ASC" },
  "-_id": { column: "id", direction: "DESC" },
};

/** The order of `_sort`; by default the oldest update first. */
export function readSort(query: URLSearchParams): Sort {
  const name = query.get("_sort") ?? "_lastUpdated";
  const sort = Object.hasOwn(SORTS, name) ? SORTS[name] : undefined;
  if (!sort) throw fhirError(400, "_sort is supported by _lastUpdated and by _id.");
  return sort;
}

/** The end of the previous page, as links write it. */
export function writePage({ column }: Sort, last: { doc: number; id: string; updatedAt: number }): string {
  const value = column === "id" ? last.id : last.updatedAt;
  return Buffer.from(JSON.stringify([value, last.doc])).toString("base64url");
}

/** The place to continue from; undefined for the first page. */
export function readPage({ column }: Sort, query: URLSearchParams): [string | number, number] | undefined {
  const text = query.get("page");
  if (text === null) return undefined;
  const page = parseJson(Buffer.from(text, "base64url").toString());
  const [value, doc] = Array.isArray(page) ? (page as unknown[]) : [];
  if (typeof value !== (column === "id" ? "string" : "number") || typeof doc !== "number")
    throw fhirError(400, "page is not one that a link named.");
  return [value as string | number, doc];
}
