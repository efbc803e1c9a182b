import { fhirError } from "../fhir/outcome.ts";
import type { FhirScope } from "../fhir/scope.ts";
import { isObject, type Resource } from "../resources/resource.ts";
import { type Match, readMatch } from "./match.ts";
import { referenceTarget } from "./reference-target.ts";
import { type SearchParameter, searchParameters } from "./search-parameters.ts";
import { visible } from "./visibility.ts";

/** What a page of results brings along: `_include`, what they refer to; `_revinclude`, what refers to them. Each once. */
export function included(scope: FhirScope, query: URLSearchParams, page: readonly Match[]): Match[] {
  const { store } = scope.context;
  const seen = new Set(page.map(({ doc }) => doc));
  const docs = [
    ...query.getAll("_include").flatMap(text => referredTo(scope, text, page)),
    ...query.getAll("_revinclude").flatMap(text => referring(scope, text, page)),
  ];
  return docs.filter(doc => !seen.has(doc) && seen.add(doc)).map(doc => readMatch(store, doc));
}

function referredTo(scope: FhirScope, text: string, page: readonly Match[]): number[] {
  const { from, parameter, to } = readInclude(text, "_include");
  const { text: condition, values } = visible(scope);
  const find = scope.context.store.prepare(
    `SELECT d.doc FROM healthlake_docs d WHERE d.store = ? AND d.type = ? AND d.id = ? AND ${condition}`,
  );
  const docs: number[] = [];
  for (const { type, body } of page) {
    if (type !== from) continue;
    parameter.read(JSON.parse(body) as Resource, element => {
      const target = isObject(element) ? referenceTarget(element.reference) : undefined;
      if (!target || (to !== undefined && target.type !== to)) return;
      const row = find.get(scope.datastore.number, target.type, target.id, ...values);
      if (row) docs.push(row.doc as number);
    });
  }
  return docs;
}

function referring(scope: FhirScope, text: string, page: readonly Match[]): number[] {
  const { parameter, to } = readInclude(text, "_revinclude");
  const { text: condition, values } = visible(scope);
  const find = scope.context.store.prepare(
    `SELECT d.doc FROM healthlake_references r CROSS JOIN healthlake_docs d ON d.doc = r.doc
     WHERE r.param = ? AND r.target = ? AND d.store = ? AND ${condition} ORDER BY d.doc`,
  );
  return page
    .filter(({ type }) => to === undefined || type === to)
    .flatMap(({ type, id }) => find.all(parameter.key, `${type}/${id}`, scope.datastore.number, ...values))
    .map(row => row.doc as number);
}

/** `Observation:patient`, `Observation:subject:Patient`. */
function readInclude(text: string, name: string): { from: string; parameter: SearchParameter; to: string | undefined } {
  const [from = "", code = "", to, more] = text.split(":");
  const parameter = searchParameters(from).get(code);
  if (parameter?.kind !== "reference" || more !== undefined)
    throw fhirError(
      400,
      `A value of ${name} is not a type and a reference parameter of it, as in Observation:patient.`,
    );
  return { from, parameter, to };
}
