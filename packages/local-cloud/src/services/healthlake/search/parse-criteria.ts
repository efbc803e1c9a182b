import { fhirError } from "../fhir/outcome.ts";
import { named } from "../fhir/parameter-name.ts";
import type { FhirScope } from "../fhir/scope.ts";
import { lastUpdatedCondition } from "./comparison.ts";
import { refuseLongChain, type SearchBudget } from "./search-budget.ts";
import { isResourceType, type SearchParameter, searchParameters } from "./search-parameters.ts";
import { anyOf, type Criterion, type Sql } from "./sql.ts";
import { targetTypes } from "./target-types.ts";
import { valueCriterion } from "./value-criteria.ts";
import { type Visibility, visible } from "./visibility.ts";

const TABLES = {
  token: "tokens",
  uri: "tokens",
  string: "strings",
  date: "dates",
  reference: "references",
  quantity: "quantities",
  number: "quantities",
} as const;

/** The rank of what goes through all of an index. */
const ALL_OF_IT = 9;

/** A search whose criteria are read. */
export interface SearchInProgress {
  readonly scope: FhirScope;
  readonly visibility: Visibility;
  readonly budget: SearchBudget;
}

/** The criterion of one search parameter, chained or not; 400 names an unsupported parameter. `links` led to it. */
export function parseCriterion(
  search: SearchInProgress,
  type: string,
  name: string,
  value: string,
  links = 0,
): Criterion {
  if (name.startsWith("_has:")) return reverseChain(search, type, name, value, links + 1);
  const dot = name.indexOf(".");
  if (dot >= 0) return chain(search, type, name.slice(0, dot), name.slice(dot + 1), value, links + 1);
  const { scope, budget } = search;
  const { code, modifier } = readName(type, name);
  if (code === "_id" || code === "_lastUpdated") {
    const criterion = code === "_id" ? byId(scope, type, modifier, value) : byUpdate(scope, type, modifier, value);
    budget.spend(criterion.rank);
    return criterion;
  }
  const parameter = parameterOf(type, code, modifier);
  if (modifier === "missing") {
    budget.spend(ALL_OF_IT);
    return missing(scope, parameter, type, value);
  }
  const negated = modifier === "not" && parameter.kind === "token";
  if (negated) budget.spend(ALL_OF_IT);
  const each = alternatives(code, value).map(one => {
    const criterion = valueCriterion(parameter, negated ? undefined : modifier, one);
    budget.spend(criterion.rank);
    return criterion;
  });
  return negated ? allBut(scope, type, anyOf(each)) : anyOf(each);
}

/** `code` or `code:modifier`. */
function readName(type: string, name: string): { readonly code: string; readonly modifier: string | undefined } {
  const [code = "", modifier, ...more] = name.split(":");
  if (more.length > 0) throw unsupported(type, [code, modifier ?? "", ...more]);
  return { code, modifier };
}

/**
 * `a,b` asks for any of the two; `\,` is a comma. 400 when one is empty: texts all start with nothing, and a client whose
 * value was not set would find, or delete, everything.
 */
function alternatives(code: string, value: string): string[] {
  const texts = value.split(/(?<!\\),/).map(text => text.replace(/\\([,$|\\])/g, "$1"));
  if (texts.includes("")) throw fhirError(400, `${named(code)} has an empty value.`);
  return texts;
}

function parameterOf(type: string, code: string, modifier?: string): SearchParameter {
  const found = searchParameters(type).get(code);
  if (found) return found;
  throw unsupported(type, modifier === undefined ? [code] : [code, modifier]);
}

function unsupported(type: string, name: readonly string[]) {
  return fhirError(400, `The search parameter ${name.map(named).join(":")} of ${type} is not supported.`);
}

function byId(scope: FhirScope, type: string, modifier: string | undefined, value: string): Criterion {
  if (modifier !== undefined && modifier !== "not") throw fhirError(400, "This modifier of _id is not supported.");
  const ids = alternatives("_id", value);
  const places = ids.map(() => "?").join(", ");
  const criterion = {
    text: `SELECT doc FROM healthlake_docs WHERE store = ? AND type = ? AND id IN (${places})`,
    values: [scope.datastore.number, type, ...ids],
    rank: 0,
  };
  return modifier === "not" ? allBut(scope, type, criterion) : criterion;
}

function byUpdate({ datastore }: FhirScope, type: string, modifier: string | undefined, value: string): Criterion {
  if (modifier !== undefined) throw fhirError(400, "This modifier of _lastUpdated is not supported.");
  const { text, values } = lastUpdatedCondition(value, "updated_at");
  return {
    text: `SELECT doc FROM healthlake_docs WHERE store = ? AND type = ? AND ${text}`,
    values: [datastore.number, type, ...values],
    rank: 4,
  };
}

function allBut({ datastore }: FhirScope, type: string, { text, values }: Sql): Criterion {
  return {
    text: `SELECT doc FROM healthlake_docs WHERE store = ? AND type = ? AND doc NOT IN (${text})`,
    values: [datastore.number, type, ...values],
    rank: ALL_OF_IT,
  };
}

function missing(scope: FhirScope, { kind, key, code }: SearchParameter, type: string, value: string): Criterion {
  if (value !== "true" && value !== "false") throw fhirError(400, `${code}:missing is neither true nor false.`);
  const having = { text: `SELECT doc FROM healthlake_${TABLES[kind]} WHERE param = ?`, values: [key], rank: ALL_OF_IT };
  return value === "true" ? allBut(scope, type, having) : having;
}

/** `subject:Patient.name=Ann`: a reference to something that fulfils a criterion of its own. */
function chain(
  search: SearchInProgress,
  type: string,
  link: string,
  rest: string,
  value: string,
  links: number,
): Criterion {
  refuseLongChain(links);
  const { scope, visibility, budget } = search;
  const { code, modifier: given } = readName(type, link);
  const parameter = parameterOf(type, code);
  const { key, kind } = parameter;
  if (kind !== "reference") throw fhirError(400, `${code} is not a reference.`);
  const types = targetTypes(parameter, given);
  if (types.length === 0) throw fhirError(400, `The chain of ${code} must name a type, as in ${code}:Patient.`);
  const usable = types.filter(target => types.length === 1 || supports(target, rest));
  if (usable.length === 0) throw fhirError(400, `No type that ${code} refers to has this parameter.`);
  const seen = visible(scope, visibility);
  const each = usable.map((target): Criterion => {
    budget.spend(3);
    const inner = parseCriterion(search, target, rest, value, links);
    return {
      text: `SELECT doc FROM healthlake_references WHERE param = ? AND target IN (
        SELECT d.type || '/' || d.id FROM healthlake_docs d
        WHERE d.doc IN (${inner.text}) AND d.store = ? AND d.type = ? AND ${seen.text})`,
      values: [key, ...inner.values, scope.datastore.number, target, ...seen.values],
      rank: 3,
    };
  });
  return anyOf(each);
}

function supports(type: string, name: string): boolean {
  const [code = "", from = "", link = ""] = name.split(/[:.]/);
  if (code === "_has") {
    const { targets = [] } = searchParameters(from).get(link) ?? {};
    return targets.length === 0 || targets.includes(type);
  }
  return code === "_id" || code === "_lastUpdated" || searchParameters(type).has(code);
}

/** `_has:Observation:patient:code=1234`: something that fulfils a criterion refers to it. */
function reverseChain(search: SearchInProgress, type: string, name: string, value: string, links: number): Criterion {
  refuseLongChain(links);
  const [, from = "", code = "", ...rest] = name.split(":");
  if (!isResourceType(from) || rest.length === 0)
    throw fhirError(400, "_has must be as in _has:Observation:patient:code.");
  const { key, kind, targets } = parameterOf(from, code);
  if (kind !== "reference") throw fhirError(400, `${code} is not a reference.`);
  if (targets.length > 0 && !targets.includes(type))
    throw fhirError(400, `${code} of ${from} does not refer to ${type}.`);
  const { scope, visibility, budget } = search;
  budget.spend(3);
  const inner = parseCriterion(search, from, rest.join(":"), value, links);
  const seen = visible(scope, visibility);
  const prefix = `${type}/`;
  return {
    text: `SELECT doc FROM healthlake_docs WHERE store = ? AND type = ? AND id IN (
      SELECT substr(r.target, ?) FROM healthlake_docs d JOIN healthlake_references r ON r.doc = d.doc
      WHERE r.param = ? AND r.target >= ? AND r.target < ? AND d.doc IN (${inner.text}) AND d.store = ? AND ${seen.text})`,
    values: [
      scope.datastore.number,
      type,
      prefix.length + 1,
      key,
      prefix,
      `${type}0`, // The character after the slash.
      ...inner.values,
      scope.datastore.number,
      ...seen.values,
    ],
    rank: 3,
  };
}
