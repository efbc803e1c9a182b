import { fhirError } from "../fhir/outcome.ts";
import type { FhirResponse, FhirScope } from "../fhir/scope.ts";
import { bundleOf, pageLinks } from "./bundle-page.ts";
import { fitPage } from "./fit-page.ts";
import { included } from "./included.ts";
import { type Match, readMatch } from "./match.ts";
import { readPage, readSort, type Sort, writePage } from "./page.ts";
import { readCount } from "./read-count.ts";
import { searchSql } from "./search-sql.ts";

/** Parameters that say how to answer, not what to find. */
const ANSWER = ["_count", "_sort", "_total", "_summary", "_include", "_revinclude", "page"];

/** Those of them that say one thing. */
const ONCE = ["_count", "_sort", "_total", "_summary", "page"];

/** https://hl7.org/fhir/R4/http.html#search. */
export function search(scope: FhirScope, type: string, query: URLSearchParams): FhirResponse {
  const criteria = [...query].filter(([name]) => !ANSWER.includes(name));
  const repeated = ONCE.find(name => query.getAll(name).length > 1);
  if (repeated !== undefined) throw fhirError(400, `${repeated} is given more than once.`);
  const found = searchSql(scope, type, criteria);
  const summary = query.get("_summary");
  if (summary !== null && summary !== "count" && summary !== "false")
    throw fhirError(400, "_summary is supported as count alone.");
  const url = `${scope.base}${type}`;
  const sort = readSort(query);
  const count = readCount(query);
  const isCounted = wantsTotal(query);
  // No results at all are asked for by counting them. https://hl7.org/fhir/R4/search.html#count
  if (summary === "count" || count === 0) {
    included(scope, query, []); // Refuses malformed includes.
    const link = pageLinks(url, query, undefined);
    return bundleOf({ type: "searchset", total: total(scope, found), link }, []);
  }
  const { page, more } = fitPage(readMatches(scope, found, sort, query, count + 1), count);
  const last = page.at(-1);
  const link = pageLinks(url, query, more && last ? writePage(sort, last) : undefined);
  const counted = isCounted ? { total: total(scope, found) } : {};
  return bundleOf({ type: "searchset", ...counted, link }, [
    ...page.map(match => entry(scope, match, "match")),
    ...included(scope, query, page).map(match => entry(scope, match, "include")),
  ]);
}

function* readMatches(
  { context }: FhirScope,
  { text, values }: ReturnType<typeof searchSql>,
  sort: Sort,
  query: URLSearchParams,
  limit: number,
): Generator<Match> {
  const after = readPage(sort, query);
  const { column, direction } = sort;
  const compare = direction === "ASC" ? ">" : "<";
  const order = `ORDER BY d.${column} ${direction}, d.doc ${direction} LIMIT ?`;
  const from = after ? `${text} AND (d.${column}, d.doc) ${compare} (?, ?)` : text;
  const docs = context.store.prepare(`SELECT d.doc FROM ${from} ${order}`).all(...values, ...(after ?? []), limit);
  for (const { doc } of docs) yield readMatch(context.store, doc as number);
}

function wantsTotal(query: URLSearchParams): boolean {
  const wanted = query.get("_total");
  if (wanted !== null && !["accurate", "estimate", "none"].includes(wanted))
    throw fhirError(400, "_total is none of accurate, estimate and none.");
  return wanted === "accurate" || wanted === "estimate";
}

function total({ context }: FhirScope, { text, values }: ReturnType<typeof searchSql>): number {
  return Number(context.store.prepare(`SELECT COUNT(*) AS n FROM ${text}`).get(...values)?.n);
}

function entry({ base }: FhirScope, { type, id, body }: Match, mode: "match" | "include"): string {
  return `{"fullUrl":${JSON.stringify(`${base}${type}/${id}`)},"resource":${body},"search":{"mode":"${mode}"}}`;
}
