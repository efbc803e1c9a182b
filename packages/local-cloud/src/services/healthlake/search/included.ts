import { fhirError } from "../fhir/outcome.ts";
import type { FhirScope } from "../fhir/scope.ts";
import { isObject, type Resource } from "../resources/resource.ts";
import { type Match, readMatch } from "./match.ts";
import { referenceTarget } from "./reference-target.ts";
import { tooCostly } from "./search-budget.ts";
import { isResourceType, type SearchParameter, searchParameters } from "./search-parameters.ts";
import { visible } from "./visibility.ts";

/** What one page brings along, at most: all of it is in one answer. HealthLake's limits are not documented (2026-11-29). */
const MOST_INCLUDES = 20;
const MOST_INCLUDED = 1_000;
const MOST_CHARACTERS = 32_000_000;

/**
 * The resources included with a page of results: `_include`, what they refer to; `_revinclude`, what refers to them. Each
 * once.
 */
export function included(scope: FhirScope, query: URLSearchParams, page: readonly Match[]): Match[] {
  const includes = [...new Set(query.getAll("_include"))];
  const revincludes = [...new Set(query.getAll("_revinclude"))];
  if (includes.length + revincludes.length > MOST_INCLUDES)
    throw tooCostly(`A search has at most ${MOST_INCLUDES} of _include and _revinclude.`);
  const seen = new Set(page.map(({ doc }) => doc));
  const matches: Match[] = [];
  let size = 0;
  const add = (doc: number) => {
    if (seen.has(doc)) return;
    seen.add(doc);
    const match = readMatch(scope.context.store, doc);
    size += match.body.length;
    if (matches.push(match) > MOST_INCLUDED || size > MOST_CHARACTERS)
      throw tooCostly("_include and _revinclude bring along too much for one page: ask for fewer results with _count.");
  };
  const resources = includes.length === 0 ? [] : page.map(({ body }) => JSON.parse(body) as Resource);
  for (const text of includes) referredTo(scope, text, resources, add);
  for (const text of revincludes) referring(scope, text, page, add);
  return matches;
}

function referredTo(scope: FhirScope, text: string, page: readonly Resource[], add: (doc: number) => void): void {
  const { from, parameter, to } = readInclude(text, "_include");
  const { text: condition, values } = visible(scope);
  const find = scope.context.store.prepare(
    `SELECT d.doc FROM healthlake_docs d WHERE d.store = ? AND d.type = ? AND d.id = ? AND ${condition}`,
  );
  for (const resource of page) {
    if (resource.resourceType !== from) continue;
    parameter.read(resource, element => {
      const target = isObject(element) ? referenceTarget(element.reference) : undefined;
      if (!target || (to !== undefined && target.type !== to)) return;
      const row = find.get(scope.datastore.number, target.type, target.id, ...values);
      if (row) add(row.doc as number);
    });
  }
}

function referring(scope: FhirScope, text: string, page: readonly Match[], add: (doc: number) => void): void {
  const { parameter, to } = readInclude(text, "_revinclude");
  const { text: condition, values } = visible(scope);
  const find = scope.context.store.prepare(
    `SELECT d.doc FROM healthlake_references r CROSS JOIN healthlake_docs d ON d.doc = r.doc
     WHERE r.param = ? AND r.target = ? AND d.store = ? AND ${condition} ORDER BY d.doc LIMIT ?`,
  );
  for (const { type, id } of page) {
    if (to !== undefined && type !== to) continue;
    // Skips resources of the page and of other includes, so that none counts twice.
    const limit = MOST_INCLUDED + page.length + 1;
    for (const row of find.all(parameter.key, `${type}/${id}`, scope.datastore.number, ...values, limit))
      add(row.doc as number);
  }
}

/** `Observation:patient`, `Observation:subject:Patient`. */
function readInclude(text: string, name: string): { from: string; parameter: SearchParameter; to: string | undefined } {
  const [from = "", code = "", to, more] = text.split(":");
  const parameter = searchParameters(from).get(code);
  if (parameter?.kind !== "reference" || more !== undefined || (to !== undefined && !isResourceType(to)))
    throw fhirError(
      400,
      `A value of ${name} is not a type and a reference parameter of it, as in Observation:patient.`,
    );
  return { from, parameter, to };
}
